import Dispatch
import GRDB
import Sealing
import Synchronization
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

@Suite("SQLite keeps what every store promises", .timeLimit(.minutes(5)))
struct StoreContractTests {
    private static let checks = StoreContract.checks(under: SQLiteUnderTest.troubles)

    @Test("of every store", arguments: checks)
    func kept(check: StoreContract.Check) async throws {
        try await check.run(on: SQLiteUnderTest())
    }

    @Test("of every store, with sealed hashes", arguments: checks)
    func keptSealed(check: StoreContract.Check) async throws {
        let ring = try #require(Keyring([try SealKey.random()]))
        try await check.run(on: SQLiteUnderTest(ring: ring))
    }

    @Test("every trouble that there is has a check")
    func troubles() {
        #expect(Set(StoreContract.checks.compactMap(\.trouble)) == Set(StoreTrouble.allCases))
        #expect(Set(Self.checks.map(\.description)).count == StoreContract.checks.count)
    }
}

/// A SQLite store on a file of its own, and what can befall it.
final class SQLiteUnderTest: StoreUnderTest {
    static let troubles = Set(StoreTrouble.allCases)

    let clock = ManualClock(StoreContract.start, calendar: StoreContract.calendarStart)
    private let directory: TemporaryDirectory
    private let ring: Keyring?
    /// Another program, as far as SQLite is concerned.
    private let other: DatabaseQueue
    private let opened: Mutex<(store: SQLiteMailboxStore, sealer: HashSealer?)>
    private let failing = FailingCommits()
    private let pageEnds = DispatchSemaphore(value: 0)

    init(ring: Keyring? = nil) throws {
        directory = try TemporaryDirectory()
        self.ring = ring
        opened = Mutex(try Self.open(directory, clock, ring))
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .timeout(60)
        other = try DatabaseQueue(path: directory.database, configuration: configuration)
    }

    private static func open(
        _ directory: TemporaryDirectory, _ clock: ManualClock, _ ring: Keyring?
    ) throws -> (SQLiteMailboxStore, HashSealer?) {
        let store = try SQLiteMailboxStore.open(path: directory.database, clock: clock, ring: ring)
        let sealer = ring.flatMap { ring in
            store.sealState.map { HashSealer(ring: ring, state: $0) { _, _ in } }
        }
        return (store, sealer)
    }

    private var sqlite: SQLiteMailboxStore { opened.withLock { $0.store } }
    var store: any MailboxStore { sqlite }

    func storedElsewhere(_ id: MailboxID) async throws -> StoredMailbox {
        try await other.read { [ring] in try RecordReader(database: $0, ring: ring).mailbox(id) }
    }

    func commitMark() async throws -> String {
        try await other.read { try String.fetchOne($0, sql: "PRAGMA data_version") ?? "" }
    }

    func restart() async throws {
        try sqlite.close()
        let again = try Self.open(directory, clock, ring)
        opened.withLock { $0 = again }
    }

    func close() async throws {
        try sqlite.close()
    }

    func kept(_ pin: PINRecord, of id: MailboxID) -> PINRecord {
        opened.withLock { $0.sealer }?.seal(pin, for: id) ?? pin
    }

    func begin(_ trouble: StoreTrouble, on id: MailboxID) async throws {
        switch trouble {
        case .kept: try other.inDatabase { try $0.beginTransaction(.immediate) }
        case .failingCommits: fail(with: .SQLITE_FULL)
        case .lostOutcomes: fail(with: .SQLITE_IOERR)
        case .unreadableMailbox:
            try await other.write { database in
                try database.execute(
                    sql:
                        "PRAGMA ignore_check_constraints = 1; UPDATE mailbox SET time_zone = 'no zone' WHERE number = ?",
                    arguments: [id.number])
            }
        case .endlessPage: sqlite.pageReads.append({ [pageEnds] _ in pageEnds.wait() }) { _ in }
        }
    }

    func end(_ trouble: StoreTrouble) async throws {
        switch trouble {
        case .kept: try other.inDatabase { try $0.rollback() }
        case .failingCommits, .lostOutcomes: sqlite.pool.remove(transactionObserver: failing)
        case .unreadableMailbox: break
        case .endlessPage: pageEnds.signal()
        }
    }

    private func fail(with code: ResultCode) {
        failing.code.withLock { $0 = code }
        sqlite.pool.add(transactionObserver: failing)
    }
}

/// Has each commit fail in its last moment, as a disk does.
private final class FailingCommits: TransactionObserver, Sendable {
    let code = Mutex(ResultCode.SQLITE_FULL)

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseWillCommit() throws { throw DatabaseError(resultCode: code.withLock { $0 }) }
    func databaseDidCommit(_ database: Database) {}
    func databaseDidRollback(_ database: Database) {}
}
