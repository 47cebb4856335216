import LineClient
import Testing
import VoicemailTestKit

/// An admin who adds a building's mailboxes in one go.
@Suite("Many ADDs over one connection", .timeLimit(.minutes(5)))
struct PipelinedAdditionTests {
    @Test(
        "however fast they come, none is BUSY: they wait at the connection",
        arguments: [false, true], ["8", "256"])
    func noneIsBusy(isTagged: Bool, queue: String) throws {
        let server = try ServerProcess([
            "--hash-memory", "8MiB", "--hash-operations", "1", "--hash-workers", "2", "--hash-queue", queue,
        ])
        let admin = try server.connectAsAdmin()
        let numbers = 1001...1300
        let lines = numbers.map { (isTagged ? "@t\($0) " : "") + "ADD \($0) GENERATE\r\n" }.joined()
        try admin.send(bytes: Array(lines.utf8))
        let replies = try numbers.map { _ in try admin.receiveLine() }
        let expected = numbers.map { (isTagged ? "+@t\($0) " : "+") + "ADDED mailbox=\($0) " }
        #expect(Set(replies.map { $0.prefix(while: { $0 != "p" }) }) == Set(expected.map { $0[...] }))
        if !isTagged { #expect(zip(replies, expected).allSatisfy { $0.hasPrefix($1) }, "they keep their order") }
        #expect(try admin.say("INFO").contains(" mailboxes=300 "))
    }

    @Test("they hash side by side: more than one at a time is under way")
    func sideBySide() throws {
        let server = try ServerProcess([
            "--hash-memory", "64MiB", "--hash-operations", "8", "--hash-workers", "2",
            "--hash-deadline-ms", "60000",
        ])
        let (admin, watcher) = (try server.connectAsAdmin(), try server.connectAsAdmin())
        try admin.send(bytes: Array((1...8).map { "RESET \($0)\r\nADD \($0) PIN 846273\r\n" }.joined().utf8))
        try waitUntil("two are hashed") { try watcher.say("INFO").contains(" hash_running=2 ") }
        let replies = try (1...16).map { _ in try admin.receiveLine() }
        // A mailbox's own requests keep their order.
        #expect(replies.enumerated().allSatisfy { $1.hasPrefix($0.isMultiple(of: 2) ? "-NOMAILBOX" : "+ADDED") })
    }

    @Test("the same mailbox twice is added once, and what follows sees it")
    func order() throws {
        let server = try ServerProcess()
        let admin = try server.connectAsAdmin()
        let lines = ["ADD 7 PIN 846273", "ADD 7 PIN 729405", "SETTINGS 7", "REMOVE 7", "SETTINGS 7", "ADD 7", "LIST"]
        try admin.send(bytes: Array(lines.map { $0 + "\r\n" }.joined().utf8))
        let words = try lines.map { _ in try admin.receiveLine().prefix { $0 != " " } }
        #expect(words == ["+ADDED", "-EXISTS", "+SETTINGS", "+REMOVED", "-NOMAILBOX", "+ADDED", "+LIST"])
    }
}
