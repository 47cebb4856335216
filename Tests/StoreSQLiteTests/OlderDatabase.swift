import Foundation
import GRDB
import Sealing
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

/// A copy of a database that an earlier release has made: `Databases/README.md` says what is in it.
struct OlderDatabase {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Databases")
    static let newestRow = "68:669c5c8c2f91c4898c0e752d42bdf1269f70c5876a04afa8a00bd1c9979da397"

    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.copyItem(
            atPath: Self.folder.appending(path: "before-reservations.db").path, toPath: directory.database)
        let keyFile = directory.path + "/vmgate.key"
        try FileManager.default.copyItem(
            atPath: Self.folder.appending(path: "before-reservations.key").path, toPath: keyFile)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keyFile)
    }

    func ring() throws -> Keyring {
        try #require(Keyring(try SealKeyFile(path: directory.path + "/vmgate.key").read()))
    }

    func open() throws -> SQLiteMailboxStore {
        try SQLiteMailboxStore.open(path: directory.database, ring: ring())
    }

    func bytes() throws -> Data { try Data(contentsOf: URL(filePath: directory.database)) }

    func write(_ bytes: Data, beside ending: String = "") throws {
        try bytes.write(to: URL(filePath: directory.database + ending))
    }

    /// What a kill at this moment leaves: the file and its log, and none of what was in memory.
    func killed() throws -> OlderDatabase {
        let left = try OlderDatabase()
        try left.write(bytes())
        try left.write(try Data(contentsOf: URL(filePath: directory.database + "-wal")), beside: "-wal")
        return left
    }

    /// The sentence with which a start ends; nil when it goes well.
    func refusal() -> String? {
        do {
            try open().close()
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// All that is in the tables that there were before, as text, but for what was migrated.
    func contents() throws -> [String: [String]] {
        let queue = try DatabaseQueue(path: directory.database)
        defer { try? queue.close() }
        return try queue.read { database in
            try Self.columns.mapValues { columns in
                try Row.fetchAll(database, sql: "SELECT \(columns.list) FROM \(columns.table)")
                    .map { "\($0.databaseValues)" }.sorted()
            }
        }
    }

    private struct Columns {
        let table: String
        let list: String
    }

    private static let columns = Dictionary(
        uniqueKeysWithValues: [
            (
                "mailbox",
                "context, number, enable_voicemail_pin, voicemail_prompt, voicemail_play_datetime, enable_voicemail_notify,"
                    + "time_zone, email, pin_hash, must_change, pin_set_at_ms, pin_origin, pin_cost"
            ),
            ("attempt", "*"), ("source_failure", "*"), ("pin_history", "*"), ("hash_seal", "*"),
            ("hash_seal_state", "*"),
            ("hash_seal_count", "*"), ("hash_cost_count", "*"), ("mailbox_count", "*"), ("audit", "*"),
            ("audit_mark", "*"), ("audit_key", "*"), ("audited_key", "*"), ("decoy_key", "*"),
        ].map { ($0.0, Columns(table: $0.0, list: $0.1)) })
}
