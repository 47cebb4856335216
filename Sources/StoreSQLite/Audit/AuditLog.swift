import AuditChain
import GRDB
import Synchronization
import VoicemailModel

/// The chain's newest row, kept in memory, and how the next ones are hung on it. For the writer's queue.
///
/// What is in memory leads: whatever somebody does to the tables meanwhile, the next row hangs on what this server wrote last.
final class AuditLog: Sendable {
    let chain: AuditChain
    /// What was found wrong with the chain's state when it was opened, as a sentence.
    let objection: String?
    private let head: Mutex<AuditMark>

    /// Opens the audit, and makes its key and its marks in a database that has none.
    init(_ pool: DatabasePool, _ keyring: AuditKeyring) throws {
        let (chain, head, objection) = try pool.write { database in
            let table = AuditTable(database: database)
            let isNew = try table.key() == nil && table.lastRow() == nil
            let chain = AuditChain(key: try keyring.openOrMake(table))
            if isNew {
                for name in AuditMark.Name.allCases { try table.write(.start, as: name, chain) }
            }
            let (head, objection) = try Self.head(table, chain)
            return (chain, head, objection)
        }
        self.chain = chain
        self.objection = objection
        self.head = Mutex(head)
    }

    /// Where to go on. With a state that was altered it goes on behind a break that shows for ever: otherwise the next row
    /// would heal what somebody has cut off.
    private static func head(_ table: AuditTable, _ chain: AuditChain) throws -> (AuditMark, objection: String?) {
        let last = try table.lastRow() ?? 0
        if let sealed = try table.mark(.head), chain.seal(sealed.mark, as: .head) == sealed.seal {
            let head = sealed.mark
            let hash = head.row == 0 ? .zero : try table.hash(ofRow: head.row)
            // Retention may have removed all there was.
            let anchor = try table.mark(.anchor)?.mark
            if last == head.row && hash == head.hash || last == 0 && anchor == head { return (head, nil) }
            // What is missing shows as missing, and what was added as added.
            let hashBefore = head.row >= last ? head.hash : chain.broken(after: head.hash)
            let next = AuditMark(row: max(head.row, last), hash: hashBefore)
            return (next, "its newest row should be \(head.row), and it is \(last)")
        }
        let hash = try table.hash(ofRow: last) ?? .zero
        let next = AuditMark(row: last, hash: chain.broken(after: hash))
        return (next, "the record of its newest row is missing or was altered")
    }

    /// Begins to append inside a transaction. What was appended counts once `committed` is told of it.
    func appender(_ database: Database) -> AuditAppender {
        AuditAppender(AuditTable(database: database), chain, head: head.withLock { $0 })
    }

    func committed(_ appender: AuditAppender) {
        head.withLock { $0 = appender.head }
    }
}

/// Hangs rows on the chain in one transaction.
struct AuditAppender {
    private let table: AuditTable
    private let chain: AuditChain
    private let start: AuditMark
    /// The newest row.
    private(set) var head: AuditMark

    init(_ table: AuditTable, _ chain: AuditChain, head: AuditMark) {
        self.table = table
        self.chain = chain
        self.head = head
        start = head
    }

    /// How many rows were appended.
    var count: Int { Int(head.row - start.row) }

    mutating func append(_ events: [AuditEvent]) throws {
        // One at a time into the chain, and only as a whole: the caller may go on without these.
        var next = head
        for event in events {
            let row = AuditRow(id: next.row + 1, event)
            let hash = chain.hash(of: row, after: next.hash)
            try table.insert(row, hash)
            next = AuditMark(row: row.id, hash: hash)
        }
        head = next
    }

    /// Seals the newest row. Once for a transaction, and the last thing in it.
    func finish() throws {
        if head != start { try table.write(head, as: .head, chain) }
    }
}
