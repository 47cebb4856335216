import NIOCore
import NIOPosix

/// A connection on which each request is awaited: for setting up and clearing away, and for unlocking meanwhile.
///
/// Requests carry tags, so many can be under way at once.
actor CallConnection {
    /// Requests that are under way at once in `callAll`. The server collects what comes at once into one commit.
    static let window = 256
    /// How long an answer is waited for. A new PIN's hash may take a while on a loaded server; nothing takes this long.
    static let patience = TimeAmount.seconds(30)

    private enum Reply {
        case line(String)
        case connectionClosed
        case timedOut
    }

    private let address: LoadAddress
    private let eventLoop: any EventLoop
    private nonisolated let executor: any SerialExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private var channel: (any Channel)?
    private var lastTag: UInt64 = 0
    private var awaited: [UInt64: CheckedContinuation<Reply, Never>] = [:]

    static func connect(to address: LoadAddress, on eventLoop: any EventLoop) async throws(LoadFailure)
        -> CallConnection
    {
        let connection = CallConnection(address, eventLoop)
        do {
            try await connection.open()
        } catch {
            throw LoadFailure(error, connectingTo: address)
        }
        return connection
    }

    private init(_ address: LoadAddress, _ eventLoop: any EventLoop) {
        self.address = address
        self.eventLoop = eventLoop
        executor = eventLoop.executor
    }

    private func open() async throws {
        let bootstrap = ClientBootstrap(group: eventLoop).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let handler = LineHandler(
                    onLine: { line in self.assumeIsolated { $0.received(line) } },
                    onClose: { self.assumeIsolated { $0.closed() } })
                try channel.pipeline.syncOperations.addHandler(handler)
            }
        }
        channel = try await bootstrap.connect(to: address)
    }

    /// Sends one request, without tag and line end, and returns its reply, without its tag: `+PONG`.
    ///
    /// - Parameter patience: how long it is waited for.
    func call(_ request: String, patience: TimeAmount = CallConnection.patience) async throws(LoadFailure) -> String {
        guard let channel, channel.isActive else { throw .closed(address) }
        lastTag += 1
        let tag = lastTag
        let timeout = eventLoop.scheduleTask(in: patience) {
            self.assumeIsolated { $0.awaited.removeValue(forKey: tag)?.resume(returning: .timedOut) }
        }
        let reply = await withCheckedContinuation { continuation in
            awaited[tag] = continuation
            channel.writeAndFlush(ByteBuffer(string: "@\(tag) \(request)\r\n"), promise: nil)
        }
        timeout.cancel()
        switch reply {
        case .line(let line): return line
        case .connectionClosed: throw .closed(address)
        case .timedOut:
            throw LoadFailure(
                "\(address) did not answer within \(patience.nanoseconds / 1_000_000_000) s:"
                    + " is it a vmgate server, and what does its log say?")
        }
    }

    /// Sends many requests, some of them under way at once. Ends at the first failure.
    ///
    /// - Parameter onReply: gets each request and its reply.
    nonisolated func callAll(
        _ requests: [String], onReply: (String, String) throws(LoadFailure) -> Void
    ) async throws(LoadFailure) {
        var failure: LoadFailure?
        await withTaskGroup(of: Answer.self) { group in
            var rest = requests[...]
            for request in rest.prefix(Self.window) {
                group.addTask { await self.answer(to: request) }
            }
            rest = rest.dropFirst(Self.window)
            while failure == nil, let answer = await group.next() {
                do throws(LoadFailure) {
                    if let failure = answer.failure { throw failure }
                    try onReply(answer.request, answer.reply)
                } catch {
                    failure = error
                }
                // After a failure nothing more is asked: a server that is silent would be waited for once more.
                guard failure == nil, let request = rest.popFirst() else { continue }
                group.addTask { await self.answer(to: request) }
            }
            group.cancelAll()
        }
        if let failure { throw failure }
    }

    /// What came of one request. A class: Swift 6.3's optimiser breaks a tuple or a `Result` of a typed error that a task group
    /// hands on, and the program with it.
    private final class Answer: Sendable {
        let request: String
        /// Empty when it failed.
        let reply: String
        let failure: LoadFailure?

        init(request: String, reply: String, failure: LoadFailure?) {
            self.request = request
            self.reply = reply
            self.failure = failure
        }
    }

    private func answer(to request: String) async -> Answer {
        do throws(LoadFailure) {
            let reply = try await call(request)
            return Answer(request: request, reply: reply, failure: nil)
        } catch {
            return Answer(request: request, reply: "", failure: error)
        }
    }

    /// Whether somebody is there who answers within this time.
    func isAnswered(within patience: TimeAmount) async -> Bool {
        do throws(LoadFailure) {
            _ = try await call("PING", patience: patience)
            return true
        } catch {
            return false
        }
    }

    func close() async {
        try? await channel?.close().get()
    }

    private func received(_ line: ByteBufferView) {
        let text = String(decoding: line, as: UTF8.self)
        let tokens = text.split(separator: " ", maxSplits: 1)
        guard let head = tokens.first, head.dropFirst().first == "@", let tag = UInt64(head.dropFirst(2)) else {
            // Whoever answers without the tag does not speak this protocol, or has had enough: it is everybody's
            // answer.
            return resumeAll(.line(text))
        }
        awaited.removeValue(forKey: tag)?.resume(returning: .line("\(head.prefix(1))\(tokens.dropFirst().first ?? "")"))
    }

    private func closed() {
        resumeAll(.connectionClosed)
    }

    private func resumeAll(_ reply: Reply) {
        let waiting = awaited.values
        awaited = [:]
        for continuation in waiting { continuation.resume(returning: reply) }
    }
}

extension ClientBootstrap {
    func connect(to address: LoadAddress) async throws -> any Channel {
        switch address {
        case .tcp(let host, let port): try await connect(host: host, port: port).get()
        case .unix(let path): try await connect(unixDomainSocketPath: path).get()
        }
    }
}

/// Replies of the line protocol, as far as setting up needs them.
enum ReplyText {
    static func word(of reply: String) -> Substring {
        reply.prefix { $0 != " " }
    }

    /// What comes after `key=`; it has no quotes around it where setting up asks for it.
    static func value(_ key: String, in reply: String) -> Substring? {
        reply.split(separator: " ").first { $0.hasPrefix("\(key)=") }?.dropFirst(key.count + 1)
    }

    static func number(_ key: String, in reply: String) -> Int? {
        value(key, in: reply).flatMap { Int($0) }
    }
}
