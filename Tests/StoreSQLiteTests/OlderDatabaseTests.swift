import AuditChain
import Foundation
import GRDB
import Sealing
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

@Suite("A database of the release before", .timeLimit(.minutes(5)))
struct OlderDatabaseTests {
    private let older: OlderDatabase

    init() throws {
        older = try OlderDatabase()
    }

    private static let lockedUntil = UnixTime(milliseconds: 1_827_578_603_257)

    @Test("it opens, and every row of every table is as it was")
    func rows() throws {
        let before = try older.contents()
        for (table, count) in [
            ("mailbox", 9), ("attempt", 19), ("source_failure", 4), ("pin_history", 4), ("audit", 68),
        ] {
            #expect(before[table]?.count == count, "\(table)")
        }
        // The second time it is one of this release.
        for _ in 1...2 {
            let store = try older.open()
            #expect(store.auditObjection == nil)
            #expect(store.sealState?.phase == .sealed)
            #expect(store.hashCosts.counts.values.reduce(0, +) == 8)
            try store.close()
            #expect(try older.contents() == before)
        }
        #expect(try older.directory.integer("SELECT count(*) FROM mailbox WHERE pin_version <> 1") == 0)
        #expect(try older.directory.integer("SELECT count(*) FROM reservation") == 0)
    }

    @Test("every mailbox is there with its settings, its PIN and those before, and each hash opens")
    func mailboxes() async throws {
        let store = try older.open()
        let sealer = HashSealer(ring: try older.ring(), state: try #require(store.sealState)) { id, objection in
            Issue.record("\(String(describing: id)): \(objection)")
        }
        #expect(try await store.count() == 9)
        let ids = ["1001", "1002", "1003", "1004", "1005@acme", "1006", "1007", "1008@acme", "1009"].map(
            MailboxID.known)
        #expect(try await store.list(MailboxQuery()).names == ids)
        for id in ids {
            let mailbox = try #require(try await store.load(id).mailbox)
            guard let pin = mailbox.pin else {
                #expect(id == .known("1005@acme"))
                #expect(!mailbox.settings.requiresPIN)
                continue
            }
            #expect(pin.version == 1)
            for hash in [sealer.hash(of: pin, in: id)] + pin.earlierHashes.map({ sealer.earlierHash($0, in: id) }) {
                let text = hash.open()?.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
                #expect(text?.hasPrefix("$argon2id$v=19$") == true, "\(id)")
            }
        }
        let first = try #require(try await store.load(.known("1001")).mailbox)
        #expect(
            first.settings
                == MailboxSettings(
                    requiresPIN: true, language: LanguageTag("fr-CA"), clock: .twentyFourHour, notifies: true,
                    timeZone: TimeZoneName("America/Toronto"), email: EmailAddress("a@example.com")))
        #expect(first.pin?.earlierHashes.count == 3)
        #expect(first.pin?.origin == .chosen && first.pin?.mustChange == false)
        #expect(first.pin?.setAt == UnixTime(milliseconds: 1_796_042_603_236))
        let reset = try #require(try await store.load(.known("1006")).mailbox?.pin)
        #expect(reset.origin == .reset && reset.mustChange && reset.earlierHashes.count == 1)
        #expect(try await store.load(.known("1007")).mailbox?.pin?.cost?.text == "$argon2id$v=19$m=65536,t=2,p=1")
        #expect(try await store.load(.known("1010")).mailbox == nil)
        try store.close()
    }

    @Test(
        "no failure and no lockout is lost, of mailboxes, of unknown ones and of sources, and decisions go on from there"
    )
    func attempts() async throws {
        let store = try older.open()
        let expected: [(String, AttemptRecord)] = [
            ("1001", .clear), ("1002", .failures(3)),
            ("1003", AttemptRecord(failures: 5, lock: .until(Self.lockedUntil))),
            ("1004", AttemptRecord(failures: 5, lock: .forever)), ("1008@acme", .failures(2)),
            // What was out when the server was killed.
            ("1009", .failures(1)), ("2001", .failures(2)), ("3000", .failures(1)), ("3011", .failures(1)),
            ("2002@acme", AttemptRecord(failures: 5, lock: .until(UnixTime(milliseconds: 1_827_578_603_290)))),
        ]
        for (name, record) in expected { #expect(try await store.load(.known(name)).attempts == record, "\(name)") }
        let tenants = try #require(Source("+15550101")).owned(by: "tenant")
        for (source, failures) in [
            (try #require(Source("+15550100")), 5), (tenants, 7), (try #require(Source("+15550102")), 1),
            (try #require(Source("anonymous")), 12),
        ] {
            #expect(try await store.load(source)?.failures == failures, "\(source.key)")
        }
        let decided = try await store.transact(LedgerScope(.known("1002"))) { $0.attempts.failures += 1 }
        #expect(decided.rows.attempts == .failures(4))
        #expect(decided.rows.mailbox?.pin?.version == 1)
        try store.close()
    }

    @Test("the audit verifies up to the row that was noted down, and goes on from it")
    func audit() async throws {
        let mark = try #require(Self.mark(OlderDatabase.newestRow))
        let store = try older.open()
        try await store.record([.known("1001")])
        try store.close()
        let file = try SQLiteAuditFile(path: older.directory.database)
        #expect(try file.verify(try older.ring(), expecting: [mark]).get().count == 69)
    }

    private static func mark(_ text: String) -> AuditMark? {
        let parts = text.split(separator: ":")
        let digits = Array(parts[1])
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0...($0 + 1)]), radix: 16)
        }
        guard let row = Int64(parts[0]), let hash = AuditHash(Data(bytes)) else { return nil }
        return AuditMark(row: row, hash: hash)
    }

    @Test("one of a newer release is refused, and what is in it stays as it is")
    func newer() throws {
        try older.directory.edit(
            "INSERT INTO grdb_migrations VALUES ('9 from the future')")
        #expect(older.refusal()?.contains("was made by a newer vmgate; use that one, or a backup") == true)
        #expect(try older.contents() == (try OlderDatabase().contents()))
        #expect(try older.directory.integer("SELECT count(*) FROM pragma_table_info('mailbox')") == 13)
    }

    @Test("without its key, or with another one, it is refused and stays one of the release before")
    func wrongKey() throws {
        let path = older.directory.database
        for ring in [nil, Keyring([try SealKey.random()])] {
            let error = #expect(throws: StoreError.self) { try SQLiteMailboxStore.open(path: path, ring: ring) }
            #expect(error?.description.hasPrefix("seal.key_file: ") == true)
            #expect(try older.directory.integer("SELECT count(*) FROM grdb_migrations") == 7)
        }
        #expect(try older.contents() == (try OlderDatabase().contents()))
        #expect(older.refusal() == nil)
    }
}
