import Access
import Foundation
import GRDB
import Sealing
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

/// A database with a row in every table, into which somebody puts what no server would write.
struct HostileDatabase {
    /// What is put in the place of a value.
    enum Value: String, CaseIterable {
        case null, otherType, least, greatest, empty, megabyte, controls, noUTF8, fraction

        /// - Parameter type: the column's.
        func sql(in type: String) -> String {
            switch self {
            case .null: "NULL"
            case .otherType: type == "TEXT" ? "x'00ff'" : "'text'"
            case .least: "\(Int64.min)"
            case .greatest: "\(Int64.max)"
            case .empty: type == "BLOB" ? "x''" : "''"
            case .megabyte: type == "BLOB" ? "randomblob(1000000)" : "replace(hex(zeroblob(500000)), '0', 'x')"
            case .controls: "'a' || char(27, 91, 50, 74, 10, 13, 0, 127, 155, 8238) || 'b'"
            case .noUTF8: "CAST(x'31fffe80' AS TEXT)"
            case .fraction: "0.5"
            }
        }
    }

    static let (one, other) = (MailboxID.known("1001"), MailboxID.known("1002"))
    static let source = Source("+15550100")!
    static let hash = "$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$aGFzaA"

    /// The row of each table that is about mailbox 1001, or the one that there is.
    static let rows = [
        "mailbox": "number = '1001'", "attempt": "number = '1001'", "reservation": "number = '1001'",
        "pin_history": "number = '1001' AND position = 1", "hash_seal": "number = '1001'",
        "source_failure": "source = '+15550100'", "mailbox_count": "1", "hash_seal_state": "1",
        "hash_seal_count": "key <> ''", "hash_cost_count": "1", "decoy_key": "1", "audit": "id = 2",
        "audit_mark": "name = 'head'", "audit_key": "1", "audited_key": "1",
    ]

    let directory: TemporaryDirectory
    let ring: Keyring

    /// One that is as it should be.
    init() async throws {
        directory = try TemporaryDirectory()
        ring = try #require(Keyring([try SealKey.random()]))
        let store = try open()
        let sealer = HashSealer(ring: ring, state: try #require(store.sealState)) { _, _ in }
        for id in [Self.one, Self.other] {
            let pin = sealer.seal(
                PINRecord(encodedHash: Self.hash, mustChange: false, origin: .chosen, earlierHashes: [Self.hash]),
                for: id)
            try await store.transact(LedgerScope(id, sources: [Self.source])) { rows in
                rows.mailbox = Mailbox(settings: MailboxSettings(language: LanguageTag("fr-CA")), pin: pin)
                rows.attempts = .failures(1)
                rows.reservations = [
                    Reservation(
                        id: AttemptID(number: 7), pinVersion: 1, until: rows.time.now.adding(seconds: 60),
                        source: Self.source)
                ]
                rows.sources[Self.source]?.record = SourceRecord(failures: 2, windowStart: rows.time.now)
                rows.audit = [.known(id.description), .known(id.description)]
            }
        }
        let key = AuditEvent(
            time: UnixTime(seconds: 1_795_000_000), kind: .keyMade, outcome: .done, details: [.key("0a1b2c3d")])
        try await store.record([key])
        try store.close()
    }

    private init(_ directory: TemporaryDirectory, _ ring: Keyring) {
        self.directory = directory
        self.ring = ring
    }

    func open() throws -> SQLiteMailboxStore {
        try SQLiteMailboxStore.open(path: directory.database, ring: ring)
    }

    func copy() throws -> HostileDatabase {
        let copy = try TemporaryDirectory()
        try FileManager.default.copyItem(atPath: directory.database, toPath: copy.database)
        return HostileDatabase(copy, ring)
    }

    /// The columns of a table, each with its type.
    func columns(of table: String) throws -> [(name: String, type: String)] {
        let queue = try DatabaseQueue(path: directory.database)
        defer { try? queue.close() }
        return try queue.read { try $0.columns(in: table).map { ($0.name, $0.type) } }
    }

    /// The same without what keeps wrong values out of `table`, and the statement that made it.
    func loosened(_ table: String) throws -> (HostileDatabase, statement: String) {
        let copy = try copy()
        let queue = try DatabaseQueue(path: copy.directory.database)
        defer { try? queue.close() }
        let statement = try queue.writeWithoutTransaction { database in
            let sql = "SELECT sql FROM sqlite_schema WHERE name = ?"
            let statement = try #require(try String.fetchOne(database, sql: sql, arguments: [table]))
            let loose = statement.replacing("STRICT, WITHOUT ROWID", with: "WITHOUT ROWID").replacing(
                " STRICT", with: ""
            )
            .replacing(" NOT NULL", with: "")
            try Self.replace(table, loose, database)
            return statement
        }
        return (copy, statement)
    }

    /// Puts a value into a table that was loosened, and the table's statement back. False when SQLite takes it nowhere.
    func plant(_ value: Value, _ column: (name: String, type: String), of table: String, _ statement: String) throws
        -> Bool
    {
        let queue = try DatabaseQueue(path: directory.database)
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction { database in
            do {
                try database.execute(
                    sql: """
                        PRAGMA ignore_check_constraints = ON;
                        UPDATE \(table) SET \(column.name) = \(value.sql(in: column.type)) WHERE \(Self.rows[table] ?? "0")
                        """)
            } catch let error as DatabaseError where [.SQLITE_CONSTRAINT, .SQLITE_MISMATCH].contains(error.resultCode) {
                return false
            }
            try Self.replace(table, statement, database)
            return true
        }
    }

    private static func replace(_ table: String, _ statement: String, _ database: Database) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA schema_version") ?? 0
        try database.execute(sql: "PRAGMA writable_schema = ON")
        try database.execute(sql: "UPDATE sqlite_schema SET sql = ? WHERE name = ?", arguments: [statement, table])
        try database.execute(sql: "PRAGMA schema_version = \(version + 1); PRAGMA writable_schema = OFF")
    }
}

extension SQLiteMailboxStore {
    /// Whether VERIFY with the right PIN would let in: the attempt is counted, and what it is hashed against is the PIN's hash.
    func wouldGrant(_ id: MailboxID, _ ring: Keyring) async throws -> Bool {
        let facts = AttemptFacts(
            kind: .verify, subject: AuditSubject(mailbox: id, source: HostileDatabase.source), breaksStandingRule: false
        )
        let scope = LedgerScope(id, sources: [HostileDatabase.source])
        let decided = try await transact(scope) { rows in
            rows.reserve(
                AttemptID(number: 99), until: rows.time.now.adding(seconds: 60), facts, by: AccessRules())
        }
        switch decided.decision {
        case .granted: return true
        case .reserved(let mailbox):
            guard let pin = mailbox?.pin, let state = sealState else { return false }
            let sealer = HashSealer(ring: ring, state: state) { _, _ in }
            return sealer.hash(of: pin, in: id).open()?.isEqual(to: SecretBytes(copying: HostileDatabase.hash.utf8))
                == true
        case .mailboxLocked, .sourceLocked, .full: return false
        }
    }
}
