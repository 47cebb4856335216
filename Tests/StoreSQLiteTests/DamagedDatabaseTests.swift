import Foundation
import GRDB
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

/// What is left of a database when a copy is cut short or a process is killed, on one of the release before.
@Suite("A database that was cut short, or half migrated", .timeLimit(.minutes(10)))
struct DamagedDatabaseTests {
    private let older: OlderDatabase
    private let whole: Data

    init() throws {
        older = try OlderDatabase()
        whole = try older.bytes()
    }

    private static let pageSize = 4096

    /// Every page's end with the bytes around it, and some in between; the last page more closely.
    private static func lengths(upTo count: Int, from first: Int = 1) -> [Int] {
        let ends = stride(from: pageSize, through: count, by: pageSize).flatMap { [$0 - 1, $0, $0 + 1, $0 + 1777] }
        let last = stride(from: count - pageSize, to: count, by: 509)
        return ([1, 15, 16, 99, 100, 101, 1000] + ends + last).filter { (first..<count).contains($0) }
    }

    @Test("cut at any length it is refused with one sentence, and left as it is")
    func cut() throws {
        for length in Self.lengths(upTo: whole.count) {
            let older = try OlderDatabase()
            try older.write(whole.prefix(length))
            let sentence = older.refusal()
            #expect(sentence?.contains("restore it from a backup") == true, "\(length): \(sentence ?? "opened")")
            #expect(sentence?.contains("\n") == false)
            #expect(try older.bytes() == whole.prefix(length), "\(length)")
        }
    }

    @Test("a migration that did not come to its end has not begun")
    func rolledBack() throws {
        let before = try older.contents()
        let pool = try DatabasePool(path: older.directory.database)
        #expect(throws: CancellationError.self) {
            try pool.write { database in
                try database.execute(sql: Schema.reservations)
                throw CancellationError()
            }
        }
        try pool.close()
        #expect(older.refusal() == nil)
        #expect(try older.contents() == before)
    }

    @Test(
        "a process that is killed in the middle of the migration leaves the release before, and the next start migrates it"
    )
    func killedInMigration() throws {
        let before = try older.contents()
        let pool = try DatabasePool(path: older.directory.database)
        var left: OlderDatabase?
        try pool.writeWithoutTransaction { database in
            // Has all of it go into the log before the commit.
            try database.execute(sql: "PRAGMA cache_size = 1; PRAGMA cache_spill = 1")
            try database.inTransaction(.immediate) {
                try database.execute(sql: Schema.reservations)
                try database.execute(sql: "UPDATE mailbox SET pin_version = 2; UPDATE audit SET detail = 'cut'")
                left = try older.killed()
                return .rollback
            }
        }
        try pool.close()
        let killed = try #require(left)
        let log = try FileManager.default.attributesOfItem(atPath: killed.directory.database + "-wal")[.size] as? Int
        #expect(log ?? 0 > 0, "nothing had reached the log")
        #expect(try killed.contents() == before)
        #expect(killed.refusal() == nil)
        #expect(try killed.contents() == before)
        #expect(try killed.directory.integer("SELECT count(*) FROM mailbox WHERE pin_version <> 1") == 0)
    }

    @Test(
        "wherever the log of a migrated database ends, the database is as it was before or after a commit, and starts")
    func cutLog() throws {
        let before = try older.contents()
        let store = try older.open()
        let killed = try older.killed()
        try store.close()
        let log = try Data(contentsOf: URL(filePath: killed.directory.database + "-wal"))
        for length in [0, 1, 31, 32, 33] + Self.lengths(upTo: log.count, from: 34) + [log.count] {
            let older = try OlderDatabase()
            try older.write(try killed.bytes())
            try older.write(log.prefix(length), beside: "-wal")
            #expect(older.refusal() == nil, "\(length)")
            #expect(try older.contents() == before, "\(length)")
            #expect(try older.directory.integer("SELECT count(*) FROM mailbox WHERE pin_version = 1") == 9)
        }
    }

    @Test("what the release before had in its log alone is there too")
    func logOfBefore() async throws {
        let pool = try DatabasePool(path: older.directory.database)
        try await pool.write { database in
            try database.execute(sql: "UPDATE attempt SET failures = 4 WHERE number = '1002'")
        }
        let killed = try older.killed()
        try pool.close()
        let store = try killed.open()
        #expect(try await store.load(.known("1002")).attempts == .failures(4))
        try store.close()
    }

    @Test("a damaged page fails the mailboxes that are on it, and those who share a commit with them go on")
    func damagedPage() async throws {
        let first = try older.open()
        let many = (0..<300).map { MailboxID.known("5\(1000 + $0)") }
        let mailbox = Mailbox.full
        for id in many { first.send(Change(id) { $0.mailbox = mailbox }) }
        try await first.put(nil, .known("9"))
        try first.close()
        var bytes = try older.bytes()
        // A leaf of the mailboxes' tree (https://www.sqlite.org/fileformat.html §1.6), some way in.
        let pages = stride(from: 0, to: bytes.count, by: Self.pageSize).filter { start in
            bytes[start] == 0x0A
                && bytes[start..<(start + Self.pageSize)].firstRange(of: Data("a@example.com".utf8)) != nil
        }
        let start = try #require(pages.dropFirst().first)
        let page = bytes[start..<(start + Self.pageSize)]
        let damaged = Set(many.filter { page.firstRange(of: Data("\($0.number)default".utf8)) != nil })
        #expect((2..<many.count).contains(damaged.count))
        bytes[start] = 0xFF
        try older.write(bytes)
        let store = try older.open()
        let errors = try await withThrowingTaskGroup(of: (MailboxID, StoreError?).self) { group in
            for id in many {
                group.addTask {
                    do {
                        try await store.transact(LedgerScope(id)) { $0.attempts.failures += 1 }
                        return (id, nil)
                    } catch let error as StoreError {
                        return (id, error)
                    }
                }
            }
            return try await group.reduce(into: [MailboxID: StoreError]()) { $0[$1.0] = $1.1 }
        }
        // And at most the one before and the one behind, which stand in the page above.
        #expect(damaged.isSubset(of: errors.keys) && errors.count <= damaged.count + 2)
        for error in errors.values {
            guard case .corrupt = error else {
                Issue.record("\(error)")
                continue
            }
        }
        for id in many where errors[id] == nil { #expect(try await store.load(id).attempts == .failures(1)) }
        try store.close()
    }
}
