import GRDB
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

/// What is kept of a mailbox's PINs beside the hash.
@Suite(.timeLimit(.minutes(5)))
struct PINHistoryTests {
    private let directory: TemporaryDirectory
    private let id = MailboxID.known("1001@acme")

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func mailbox(_ earlier: [String]) -> Mailbox {
        Mailbox(
            settings: MailboxSettings(),
            pin: PINRecord(
                encodedHash: "now", mustChange: false, setAt: UnixTime(milliseconds: 7), origin: .chosen,
                earlierHashes: earlier))
    }

    @Test("earlier hashes come back in their order, are replaced as a whole, and are those of one mailbox alone")
    func replaced() async throws {
        let store = try SQLiteMailboxStore.open(path: directory.database)
        let other = MailboxID.known("1001@other")
        try await store.put(mailbox(["theirs"]), other)
        for earlier in [["c", "b", "a"], ["d", "c", "b"], ["e"], []] {
            try await store.put(mailbox(earlier), id)
            #expect(try await store.load(id).mailbox == mailbox(earlier))
        }
        #expect(try await store.load(other).mailbox == mailbox(["theirs"]))
        try store.close()
        #expect(try directory.integer("SELECT count(*) FROM pin_history") == 1)
    }

    @Test("earlier hashes go with their mailbox, also when somebody deletes it by hand, and so does a PIN that goes")
    func removed() async throws {
        var store = try SQLiteMailboxStore.open(path: directory.database)
        try await store.put(mailbox(["a"]), id)
        try await store.put(nil, id)
        try await store.put(.plain, id)
        #expect(try await store.load(id).mailbox == .plain)
        try await store.put(mailbox(["a"]), id)
        try store.close()
        try directory.edit("DELETE FROM mailbox")
        #expect(try directory.integer("SELECT count(*) FROM pin_history") == 0)
        store = try SQLiteMailboxStore.open(path: directory.database)
        #expect(try await store.load(id).mailbox == nil)
        try store.close()
    }

    @Test("in a database of before, PINs that must be changed are those of a reset, and all count from the upgrade")
    func migrated() async throws {
        let before = SystemClock().calendarNow
        let pool = try DatabasePool(path: directory.database)
        try Schema.migrator.migrate(pool, upTo: "1 mailboxes and attempts")
        try pool.close()
        for (number, hash, mustChange) in [("1", "'a'", 0), ("2", "'b'", 1), ("3", "NULL", 0)] {
            try directory.edit(
                "INSERT INTO mailbox VALUES ('default', '\(number)', 1, NULL, 'DISABLE', 0, NULL, NULL, \(hash),"
                    + " \(mustChange))")
        }
        let store = try SQLiteMailboxStore.open(path: directory.database)
        let kept = try #require(try await store.load(.known("1")).mailbox?.pin)
        let reset = try #require(try await store.load(.known("2")).mailbox?.pin)
        #expect(kept.origin == .assigned && !kept.mustChange && kept.encodedHash == "a")
        #expect(reset.origin == .reset && reset.mustChange)
        for pin in [kept, reset] {
            #expect(pin.setAt.seconds >= before.seconds && pin.setAt <= SystemClock().calendarNow)
            #expect(pin.earlierHashes.isEmpty)
        }
        #expect(try await store.load(.known("3")).mailbox?.pin == nil)
        try store.close()
    }

    @Test("an origin that is none is an error with its column's name, and nobody gets in")
    func nonsense() async throws {
        var store = try SQLiteMailboxStore.open(path: directory.database)
        try await store.put(mailbox([]), id)
        try store.close()
        try directory.edit("PRAGMA ignore_check_constraints = 1; UPDATE mailbox SET pin_origin = 'found'")
        store = try SQLiteMailboxStore.open(path: directory.database)
        do {
            _ = try await store.load(id)
            Issue.record("it was read")
        } catch {
            #expect("\(error)".contains("pin_origin"))
        }
        try store.close()
    }
}
