import Foundation
import Synchronization
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

/// What the port promises, on a real file.
@Suite(.timeLimit(.minutes(5)))
struct SQLiteMailboxStoreTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteMailboxStore
    private let id = MailboxID.known("1001@acme")

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteMailboxStore.open(path: directory.database)
    }

    /// The same database after the server was ended and started again.
    private func reopened() throws -> SQLiteMailboxStore {
        try store.close()
        return try SQLiteMailboxStore.open(path: directory.database)
    }

    @Test("an unknown mailbox has no settings, no attempts and no source has failures")
    func unknown() async throws {
        #expect(try await store.load(id) == StoredMailbox(mailbox: nil, attempts: .clear))
        #expect(try await store.load(#require(Source("+15550100"))) == nil)
        #expect(try await store.count() == 0)
        #expect(try await store.list(MailboxQuery()) == MailboxPage(mailboxes: [], next: nil))
    }

    @Test(
        "everything about a mailbox comes back as it was put, also after a restart", arguments: [Mailbox.plain, .full])
    func roundTrip(mailbox: Mailbox) async throws {
        try await store.put(mailbox, id)
        #expect(try await store.load(id).mailbox == mailbox)
        let store = try reopened()
        #expect(try await store.load(id) == StoredMailbox(mailbox: mailbox, attempts: .clear))
        try store.close()
    }

    @Test("every clock format comes back", arguments: ClockFormat.allCases)
    func clocks(clock: ClockFormat) async throws {
        let mailbox = Mailbox(settings: MailboxSettings(clock: clock), pin: nil)
        try await store.put(mailbox, id)
        #expect(try await store.load(id).mailbox == mailbox)
    }

    @Test(
        "attempts come back as they were written, for mailboxes that exist and for others",
        arguments: [
            AttemptRecord.failures(3),
            AttemptRecord(failures: 5, lock: .until(UnixTime(milliseconds: 1_795_443_420_123))),
            AttemptRecord(failures: 100, lock: .forever),
            AttemptRecord(failures: 0, lock: .until(UnixTime(seconds: 0))),
            .clear,
        ], [true, false])
    func attempts(record: AttemptRecord, exists: Bool) async throws {
        if exists { try await store.put(.plain, id) }
        try await store.set(.failures(1), id)
        try await store.set(record, id)
        let store = try reopened()
        #expect(try await store.load(id) == StoredMailbox(mailbox: exists ? .plain : nil, attempts: record))
        try store.close()
        #expect(try directory.integer("SELECT count(*) FROM attempt") == (record == .clear ? 0 : 1))
    }

    @Test("a mailbox is put without touching its attempts, and attempts are written without touching it")
    func separate() async throws {
        try await store.set(.failures(4), id)
        try await store.put(.full, id)
        #expect(try await store.load(id) == StoredMailbox(mailbox: .full, attempts: .failures(4)))
        try await store.set(.failures(5), id)
        #expect(try await store.load(id) == StoredMailbox(mailbox: .full, attempts: .failures(5)))
    }

    @Test("removing a mailbox takes its attempts along if the decision says so, and leaves them if not")
    func removes() async throws {
        let change = Change(id) {
            $0.mailbox = .full
            $0.attempts = .failures(4)
        }
        try await store.commit(change)
        try await store.commit(
            Change(id) {
                $0.mailbox = nil
                $0.attempts = .clear
            })
        #expect(try await store.load(id) == StoredMailbox(mailbox: nil, attempts: .clear))
        try await store.commit(change)
        try await store.put(nil, id)
        #expect(try await store.load(id) == StoredMailbox(mailbox: nil, attempts: .failures(4)))
        try await store.commit(
            Change(id) {
                $0.mailbox = nil
                $0.attempts = .failures(2)
            })
        #expect(try await store.load(id) == StoredMailbox(mailbox: nil, attempts: .failures(2)))
        try await store.put(nil, .known("nobody"))
        #expect(try await store.count() == 0)
    }

    @Test("a source's failures are written with the attempt, and go when there are none")
    func sources() async throws {
        let source = try #require(Source("+15550100"))
        let record = SourceRecord(failures: 7, windowStart: UnixTime(milliseconds: 1_795_443_420_123))
        try await store.commit(
            Change(id, sources: [source]) {
                $0.attempts = .failures(1)
                $0.sources[source]?.record = record
            })
        #expect(try await store.load(source) == record)
        #expect(try await store.load(id).attempts == .failures(1))
        let none = SourceRecord(failures: 0, windowStart: record.windowStart)
        try await store.set(none, source)
        #expect(try await store.load(source) == nil)
        #expect(try await store.load(id).attempts == .failures(1))
    }

    @Test("the number of mailboxes is counted, each once, also after a restart")
    func counts() async throws {
        for number in ["1", "2", "3", "2"] {
            try await store.put(.plain, .known(number))
        }
        try await store.set(.failures(1), .known("4"))
        try await store.put(nil, .known("3"))
        #expect(try await store.count() == 2)
        let store = try reopened()
        #expect(try await store.count() == 2)
        try store.close()
    }

    @Test("changes are committed in the order of the calls, and completed in it")
    func order() async throws {
        let completed = Mutex<[Int]>([])
        await withCheckedContinuation { continuation in
            for failures in 1...500 {
                store.transact(LedgerScope(id), .patient) {
                    $0.attempts = .failures(failures)
                } completion: { result in
                    if case .failure(let error) = result { Issue.record(error) }
                    completed.withLock { $0.append(failures) }
                    if failures == 500 { continuation.resume() }
                }
            }
        }
        #expect(completed.withLock { $0 } == Array(1...500))
        #expect(try await store.load(id).attempts == .failures(500))
    }

    @Test("what a completion was told of is in the database for everybody else")
    func isVisible() async throws {
        for failures in 1...20 {
            try await store.set(.failures(failures), id)
            #expect(try directory.integer("SELECT failures FROM attempt") == failures)
        }
    }

    @Test("loads asked for at once are all answered")
    func loadsMany() async throws {
        for number in 0..<50 {
            try await store.set(.failures(number + 1), .known("\(number)"))
        }
        let loaded = await withTaskGroup(of: Int?.self) { group in
            for number in 0..<50 {
                group.addTask { try? await store.load(.known("\(number)")).attempts.failures }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(loaded.compactMap(\.self).sorted() == Array(1...50))
    }

    @Test("a closed store commits what it was given, and takes nothing more")
    func closes() async throws {
        let succeeded = Mutex(0)
        for number in 0..<3000 {
            store.transact(LedgerScope(.known("\(number)")), .patient) {
                $0.mailbox = .plain
            } completion: { result in
                if case .success = result { succeeded.withLock { $0 += 1 } }
            }
        }
        try store.close()
        #expect(succeeded.withLock { $0 } == 3000)
        #expect(try directory.integer("SELECT count(*) FROM mailbox") == 3000)
        await #expect(throws: StoreError.self) { try await store.set(.failures(1), id) }
        await #expect(throws: StoreError.self) { try await store.load(id) }
        await #expect(throws: StoreError.self) { try await store.count() }
        try store.close()
    }

    @Test("closing leaves everything in one file")
    func checkpoints() async throws {
        try await store.put(.full, id)
        try store.close()
        let log = try? FileManager.default.attributesOfItem(atPath: directory.database + "-wal")[.size] as? Int
        #expect((log ?? 0) == 0)
    }
}
