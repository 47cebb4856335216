public import AuditChain
import GRDB
import Glibc
public import Sealing
public import VoicemailModel

/// The audit in a database file, read without a server, or beside one: nothing is written, and no lock is taken.
public struct SQLiteAuditFile {
    private let database: DatabaseQueue
    private let path: String

    /// - Throws: one sentence that says what is wrong with the file.
    public init(path: String) throws(StoreError) {
        guard access(path, R_OK) == 0 else {
            throw StoreError.unavailable(
                "the database \(path) cannot be read: \(systemErrorText()); name the right one, and run this as the"
                    + " server's user")
        }
        // Rows may still be in the log, which is beside one name of the file only.
        let path = try DatabasePath.resolve(path)
        var configuration = Configuration()
        configuration.readonly = true
        configuration.label = "vmgate.audit"
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { DatabaseFile.prepare($0) }
        self.path = path
        do {
            database = try DatabaseQueue(path: path, configuration: configuration)
            try database.read { database in
                guard try database.tableExists("audit_mark") else {
                    throw StoreError.unavailable("\(path) has no audit: name a database of vmgate, of this version")
                }
                try Schema.compare(database, path: path)
            }
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(opening: path, error)
        }
    }

    /// Reads one page. Where the audit's key is sealed, rows about unknown mailboxes are not found by the names of those: only a
    /// server that has the key finds them.
    public func page(_ query: AuditQuery) throws(StoreError) -> AuditPage {
        try read { database in
            let table = AuditTable(database: database)
            // Where somebody has altered the key, the rows are shown all the same.
            let chain = (try? StoredAuditKey(nil).open(table)).map { AuditChain(key: $0) }
            return try AuditReader(table: table).page(query, chain)
        }
    }

    /// Whether there is such a mailbox in the database.
    public func hasMailbox(_ mailbox: MailboxID) throws(StoreError) -> Bool {
        try read { database in
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM mailbox WHERE context = ? AND number = ?)",
                arguments: [mailbox.context, mailbox.number]) ?? false
        }
    }

    /// Whether the chain's key is in the database as it is, so that whoever can write there could make a chain that fits.
    public func isKeyInDatabase() throws(StoreError) -> Bool {
        try read { try AuditTable(database: $0).key()?.sealKey == nil }
    }

    /// Verifies the whole chain, as it is at this moment.
    ///
    /// - Parameters:
    ///   - ring: the seal keys; nil when there are none.
    ///   - marks: rows that must be there, with these hashes.
    public func verify(_ ring: Keyring? = nil, expecting marks: [AuditMark] = []) throws(StoreError) -> Result<
        AuditExtent, AuditBreak
    > {
        try read { database in
            let table = AuditTable(database: database)
            guard let key = try StoredAuditKey(ring).open(table) else {
                guard try table.lastRow() == 0 else {
                    return .failure(AuditBreak(row: nil, "the audit's key (audit_key) is missing"))
                }
                throw StoreError.unavailable("\(path) has no audit yet: no server has run on it")
            }
            return try AuditReader(table: table).verify(AuditChain(key: key), expecting: marks)
        }
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try database.read(body)
        } catch {
            throw StoreError(error)
        }
    }
}
