import Foundation
import Testing

/// The log counts what comes again and again by its message, so that a message is a constant of the program.
@Suite("Messages of the log", .timeLimit(.minutes(5)))
struct LogMessageTests {
    /// Who brings a line about.
    private enum Cause {
        /// Whoever reaches a port, and has not said who he is.
        case stranger
        /// Who has said so, and the callers of front ends.
        case client
        /// Admins, and what happens to the service itself.
        case service
    }

    /// All messages of the rooms that strangers get to, from `info` on.
    private static let messages: [String: Cause] = [
        "connections cannot be accepted for now": .stranger,
        "connection refused: too many are open": .stranger,
        "a client without TLS met the TLS port": .stranger,
        "a client speaks another protocol": .stranger,
        "a metrics connection was closed: too many are open": .stranger,
        "client not authenticated": .stranger,
        // Without clients, whoever reaches the port is a front end; it is on loopback then.
        "mailbox locked": .stranger,
        "source locked": .stranger,
        "client authenticated": .client,
        "client known without AUTH": .client,
        "denied: the mailbox's PIN is that of a reset which has expired; reset it again": .client,
        "internal defect": .client,
        "certificate and key were reloaded": .service,
        "certificate and key stay as they were": .service,
        "clients were reloaded": .service,
        "users of this machine may be shut out": .service,
        "stopping: no new connections, answering what was asked": .service,
    ]

    /// Where strangers get to.
    private static let places = [
        "LineServer/", "Observability/", "Gatekeeping/ClientGate.swift", "Gatekeeping/AttemptRunner+Ends.swift",
    ]

    private struct Call {
        var path: String
        var message: String
    }

    /// Every call that writes a line of `info` or above.
    private func calls() throws -> [Call] {
        let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        let call = /[lL]ogger\.(?:(?:info|notice|warning|error|critical)\(|log\(\s*level: [^,]*,)\s*(".*?"|\w+)\s*[,)]/
        let paths = FileManager.default.enumerator(atPath: top.path)?.compactMap { $0 as? String } ?? []
        return try paths.filter { $0.hasSuffix(".swift") }.flatMap { path in
            let text = try String(contentsOf: top.appending(path: path), encoding: .utf8)
            return text.matches(of: call).map { Call(path: path, message: String($0.1)) }
        }
    }

    @Test("each is a constant, and what changes is in its values")
    func constants() throws {
        let all = try calls()
        #expect(all.count > 50)
        for call in all {
            #expect(!call.message.contains(#"\("#), "\(call.path): \(call.message)")
        }
    }

    @Test(
        "those of the rooms that strangers get to are known, and strangers have fewer than ten: one a second is written of each"
    )
    func strangers() throws {
        let found = try calls().filter { call in Self.places.contains { call.path.hasPrefix($0) } }
            .map { $0.message.trimmingCharacters(in: ["\""]) }
        #expect(Set(found) == Set(Self.messages.keys))
        #expect(Self.messages.values.filter { $0 == .stranger }.count < 10)
    }
}
