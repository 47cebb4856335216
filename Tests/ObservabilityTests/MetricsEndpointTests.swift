import Foundation
import Logging
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import Observability

@Suite("The metrics endpoint", .timeLimit(.minutes(5)))
struct MetricsEndpointTests {
    private static let content = MetricsEndpoint.Content(
        refresh: {}, render: { "vmgate_up 1\n" }, readiness: { nil })

    /// Runs `body`, which blocks, on a thread of its own, against an endpoint on a free port. The endpoint is patient: other
    /// tests in this process may keep Swift's few threads busy for a while.
    private func withEndpoint<Result: Sendable>(
        _ content: MetricsEndpoint.Content = content, patience: Duration = .seconds(600),
        _ body: @escaping @Sendable (Int) throws -> Result
    ) async throws -> Result {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let endpoint = try await MetricsEndpoint.start(
            host: "127.0.0.1", port: 0, content: content, patience: patience, logger: logger)
        let port = Int(endpoint.address.split(separator: ":").last ?? "") ?? 0
        let result = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: Swift.Result { try body(port) }) }
        }
        await endpoint.stop()
        return try result.get()
    }

    @Test("GET and HEAD are answered alike, except for the body")
    func head() async throws {
        let (get, head) = try await withEndpoint { port in
            (try HTTPReply.ask(port: port, "/metrics"), try HTTPReply.ask(port: port, "HEAD", "/metrics"))
        }
        #expect(get.status == 200)
        #expect(get.body == "vmgate_up 1\n")
        #expect(get.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(get.headers["content-length"] == "12")
        #expect(get.headers["connection"] == "close")
        #expect(get.headers["date"]?.hasSuffix(" GMT") == true)
        #expect(head.status == 200)
        #expect(head.body.isEmpty)
        #expect(head.headers["content-length"] == "12")
    }

    static let requests: [(method: String, path: String, status: Int)] = [
        ("GET", "/healthz", 200), ("GET", "/readyz", 200), ("GET", "/metrics?a=b", 200), ("GET", "/", 404),
        ("GET", "/metrics/x", 404), ("POST", "/other", 404), ("POST", "/metrics", 405), ("DELETE", "/healthz", 405),
        ("OPTIONS", "/readyz", 405),
    ]

    @Test("each path and method has its status", arguments: requests)
    func statuses(method: String, path: String, status: Int) async throws {
        let reply = try await withEndpoint { try HTTPReply.ask(port: $0, method, path) }
        #expect(reply.status == status)
        #expect((reply.headers["allow"] == "GET, HEAD") == (status == 405))
    }

    @Test("who is not ready is told why")
    func notReady() async throws {
        var content = Self.content
        content.readiness = { "The server is starting." }
        let (ready, health) = try await withEndpoint(content) {
            (try HTTPReply.ask(port: $0, "/readyz"), try HTTPReply.ask(port: $0, "/healthz"))
        }
        #expect(ready.status == 503)
        #expect(ready.body == "The server is starting.\n")
        #expect(health.status == 200)
    }

    @Test("what does not answer in time leaves metrics readable, and the server not ready")
    func hanging() async throws {
        var content = Self.content
        // Not for ever, so that the test leaves nothing behind, and far longer than the endpoint waits.
        content.refresh = { try? await Task.sleep(for: .seconds(20)) }
        content.readiness = {
            try? await Task.sleep(for: .seconds(20))
            return nil
        }
        let (metrics, ready) = try await withEndpoint(content, patience: .milliseconds(100)) {
            (try HTTPReply.ask(port: $0, "/metrics"), try HTTPReply.ask(port: $0, "/readyz"))
        }
        #expect(metrics.status == 200)
        #expect(metrics.body == "vmgate_up 1\n")
        #expect(ready.status == 503)
        #expect(ready.body == "The server did not say in time that it can work.\n")
    }

    @Test("two requests in one go get one answer, and the connection ends")
    func pipelined() async throws {
        let text = try await withEndpoint { port in
            let connection = try RawConnection(port: port)
            let request = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
            connection.send(Array((request + request).utf8))
            return String(decoding: try connection.receiveAll(), as: UTF8.self)
        }
        #expect(text.ranges(of: "HTTP/1.1 200 OK").count == 1)
    }

    @Test("a body is read and ignored; one that is too long is refused, also while it is still coming")
    func bodies() async throws {
        let (short, long) = try await withEndpoint { port in
            func post(_ length: Int) throws -> HTTPReply? {
                let connection = try RawConnection(port: port)
                connection.send(
                    Array("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: \(length)\r\n\r\n".utf8)
                        + [UInt8](repeating: 120, count: length))
                return HTTPReply(try connection.receiveAll())
            }
            return (try post(100), try post(200_000))
        }
        #expect(short?.status == 405)
        #expect(long?.status == 413)
    }

    @Test("a head over the limit is refused")
    func longHead() async throws {
        let reply = try await withEndpoint { port in
            let connection = try RawConnection(port: port)
            connection.send(Array("GET /metrics HTTP/1.1\r\nX: \(String(repeating: "x", count: 20_000))".utf8))
            return HTTPReply(try connection.receiveAll())
        }
        #expect(reply?.status == 413)
    }

    @Test(
        "what is not HTTP is told so",
        arguments: [
            "PING\r\n\r\n", "GET\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n", "GET /metrics HTTP/9.9\r\n\r\n",
            "GET /metrics HTTP/1.1\r\nbad header\r\n\r\n",
            "POST /metrics HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        ])
    func notHTTP(text: String) async throws {
        let (reply, next) = try await withEndpoint { port in
            let connection = try RawConnection(port: port)
            connection.send(Array(text.utf8))
            return (HTTPReply(try connection.receiveAll()), try HTTPReply.ask(port: port, "/healthz"))
        }
        #expect(reply?.status == 400)
        #expect(next.status == 200)
    }

    @Test("bytes of every kind leave it alive")
    func garbage() async throws {
        let reply = try await withEndpoint { port in
            var generator = SystemRandomNumberGenerator()
            for _ in 0..<100 {
                let connection = try RawConnection(port: port)
                let length = Int.random(in: 1...12_000, using: &generator)
                connection.send((0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) })
                connection.finishSending()
                _ = try? connection.receiveAll()
            }
            return try HTTPReply.ask(port: port, "/healthz")
        }
        #expect(reply.status == 200)
    }

    @Test("a client that ends its side gets its answer; one that ends in the middle is closed")
    func halfClosed() async throws {
        let (whole, part) = try await withEndpoint { port in
            func send(_ text: String) throws -> [UInt8] {
                let connection = try RawConnection(port: port)
                connection.send(Array(text.utf8))
                connection.finishSending()
                return try connection.receiveAll()
            }
            return (try send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"), try send("GET /metr"))
        }
        #expect(HTTPReply(whole)?.body == "vmgate_up 1\n")
        #expect(HTTPReply(part)?.status == 400)
    }

    /// Connections that have said half of a request.
    private static func halves(_ count: Int, port: Int) throws -> [RawConnection] {
        try (0..<count).map { _ in
            let connection = try RawConnection(port: port)
            connection.send(Array("GET /healthz HTTP/1.1\r\nHost: ".utf8))
            return connection
        }
    }

    @Test("where all places are taken, the one who came first and has asked nothing gives way")
    func givingWay() async throws {
        let (answer, first, last) = try await withEndpoint { port in
            let open = try Self.halves(Limits.metricsConnections, port: port)
            let answer = try HTTPReply.ask(port: port, "/healthz")
            let first = (try? open[0].receiveAll()) ?? []
            open[open.count - 1].send(Array("x\r\n\r\n".utf8))
            return (answer, first, HTTPReply(try open[open.count - 1].receiveAll()))
        }
        #expect(answer.status == 200)
        #expect(first.isEmpty)
        #expect(last?.status == 200)
    }

    @Test("health and readiness are answered while strangers have more half requests under way than there are places")
    func starvation() async throws {
        let statuses = try await withEndpoint { port in
            var open = try Self.halves(Limits.metricsConnections + 8, port: port)
            var statuses: [Int] = []
            for number in 0..<50 {
                open += try Self.halves(2, port: port)
                statuses.append(try HTTPReply.ask(port: port, number.isMultiple(of: 2) ? "/healthz" : "/readyz").status)
            }
            return withExtendedLifetime(open) { statuses }
        }
        #expect(statuses == Array(repeating: 200, count: 50))
    }

    @Test("a request that does not come whole within its time ends the connection")
    func unfinished() async throws {
        let (bytes, time) = try await withEndpoint { port in
            let begun = ContinuousClock.now
            return (try Self.halves(1, port: port)[0].receiveAll(), ContinuousClock.now - begun)
        }
        #expect(bytes.isEmpty)
        #expect(time > Duration.milliseconds(1000 * Limits.metricsRequestSeconds - 100))
        #expect(time < Duration.seconds(Limits.metricsAnswerSeconds))
    }

    /// Counts who is asked at the same time.
    private actor Asked {
        private(set) var times = 0
        private(set) var most = 0
        private var running = 0

        func begin() {
            times += 1
            running += 1
            most = max(most, running)
        }

        func end() { running -= 1 }
    }

    @Test("however many ask whether it is ready, the service is asked one thing at a time, and all are answered")
    func sharedQuestions() async throws {
        let asked = Asked()
        var content = Self.content
        content.readiness = {
            await asked.begin()
            // As a service that has other work.
            for _ in 0..<100 { await Task.yield() }
            await asked.end()
            return nil
        }
        let statuses = try await withEndpoint(content) { port in
            let open = try (0..<Limits.metricsConnections).map { _ in try RawConnection(port: port) }
            for connection in open { connection.send(Array("GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n".utf8)) }
            return try open.map { HTTPReply(try $0.receiveAll())?.status }
        }
        #expect(statuses == Array(repeating: 200, count: Limits.metricsConnections))
        #expect(await asked.most == 1)
        #expect(await asked.times >= 1)
    }

    @Test("an address that cannot be listened on is said in a sentence")
    func addressInUse() async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let first = try await MetricsEndpoint.start(host: "127.0.0.1", port: 0, content: Self.content, logger: logger)
        let port = Int(first.address.split(separator: ":").last ?? "") ?? 0
        let refusal = await #expect(throws: MetricsEndpoint.StartError.self) {
            try await MetricsEndpoint.start(host: "127.0.0.1", port: port, content: Self.content, logger: logger)
        }
        #expect(
            refusal?.description
                == "cannot serve metrics on 127.0.0.1:\(port): the address is in use; choose another with --metrics")
        await first.stop()
    }
}
