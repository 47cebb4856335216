import AuditChain
import GRDB
import Sealing
import Synchronization
import VoicemailModel

/// The chain's newest row, kept in memory, and how the next ones are hung on it. For the writer's queue.
///
/// The row in memory is the one that counts: whatever somebody does to the tables meanwhile, the next row hangs on what this
/// server wrote last.
final class AuditLog: Sendable {
    let chain: AuditChain
    /// What was found wrong with the chain's state when it was opened, as a sentence.
    let objection: String?
    /// Whether the key stood in the database as it is until now.
    let isKeyNewlySealed: Bool
    private let key: AuditKey
    private let head: Mutex<AuditMark>
    private let lastRoom: Mutex<AuditRoom>

    /// Opens the audit, and makes its key and its marks in a database that has none.
    ///
    /// - Parameters:
    ///   - ring: the seal keys; nil when there are none.
    ///   - isSealed: whether the key must be sealed already, as the database has been opened with a key before. One that is
    ///     not was put there by somebody else, who can make a chain that fits it.
    ///   - limit: bytes that the database may have.
    init(
        _ database: Database, _ ring: Keyring?, isSealed: Bool = false, limit: Int = Limits.auditBytes
    ) throws {
        let table = AuditTable(database: database)
        let stored = try table.key()
        let isNew = try stored == nil && table.firstRow() == nil
        key = try StoredAuditKey(ring).openOrMake(table)
        chain = AuditChain(key: key)
        isKeyNewlySealed = ring != nil && stored != nil && stored?.sealKey == nil
        if isNew {
            for name in AuditMark.Name.allCases { try table.write(.start, as: name, chain) }
        }
        let (head, objection) =
            isSealed && stored?.sealKey == nil
            ? (try Self.breakHere(table, chain), "its key was not the one that the key file had sealed")
            : try Self.head(table, chain)
        self.objection = objection
        self.head = Mutex(head)
        lastRoom = Mutex(AuditRoom(limit: limit, bytes: try AuditRoom.bytes(of: database)))
    }

    /// Whether it may grow, as was seen last.
    var room: AuditRoom { lastRoom.withLock { $0 } }

    /// Reseals the chain's key with the active key, so that no older one is needed for it.
    func resealKey(_ database: Database, _ ring: Keyring) throws {
        try StoredAuditKey(ring).write(key, AuditTable(database: database))
    }

    /// Where to go on. With a state that was altered it goes on behind a break that shows for ever: otherwise the next row
    /// would heal what somebody has cut off.
    private static func head(_ table: AuditTable, _ chain: AuditChain) throws -> (AuditMark, objection: String?) {
        let last = try table.lastRow()
        if let kept = try table.mark(.head), chain.code(of: kept.mark, as: .head) == kept.code {
            let head = kept.mark
            let hash = head.row == 0 ? .zero : try table.hash(ofRow: head.row)
            // Retention may have removed all there was.
            let anchor = try table.mark(.anchor)?.mark
            if last == 0 && anchor == head { return (head, nil) }
            if last == head.row && hash == head.hash {
                return (head, try objection(toRow: head, anchor, table, chain))
            }
            // What is missing shows as missing, and what was added as added.
            let hashBefore = head.row >= last ? head.hash : chain.broken(after: head.hash)
            let next = AuditMark(row: max(head.row, last), hash: hashBefore)
            return (next, "its newest row should be \(head.row), and it is \(last)")
        }
        return (try breakHere(table, chain), "the record of its newest row is missing or was altered")
    }

    /// What is wrong with the row at `head` itself, although its hash is the right one. Those before it are looked at by
    /// `vmgate audit verify`: all of them take too long for a start.
    private static func objection(
        toRow head: AuditMark, _ anchor: AuditMark?, _ table: AuditTable, _ chain: AuditChain
    ) throws -> String? {
        guard head.row > 0 else { return nil }
        let before = head.row - 1
        let previous = before == 0 ? .zero : try table.hash(ofRow: before) ?? anchor?.hash ?? .zero
        var isAsWritten = false
        do {
            try table.forEach(after: before) { row, _ in
                isAsWritten = chain.hash(of: row, after: previous) == head.hash
                return false
            }
        } catch is AuditBreak {
            // It cannot even be read.
        }
        return isAsWritten ? nil : "its newest row, \(head.row), or the hash of the one before was altered"
    }

    /// Behind the newest row that there is, and hanging on none.
    private static func breakHere(_ table: AuditTable, _ chain: AuditChain) throws -> AuditMark {
        let last = try table.lastRow()
        return AuditMark(row: last, hash: chain.broken(after: try table.hash(ofRow: last) ?? .zero))
    }

    /// Begins to append inside a transaction. What was appended counts once `committed` is told of it.
    func appender(_ database: Database) throws -> AuditAppender {
        let bytes = try AuditRoom.bytes(of: database)
        let room = lastRoom.withLock { room in
            room.look(bytes)
            return room
        }
        return AuditAppender(AuditTable(database: database), chain, head: head.withLock { $0 }, room)
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
    /// Whether the audit may grow, as it was before.
    let room: AuditRoom
    /// The newest row.
    private(set) var head: AuditMark

    init(_ table: AuditTable, _ chain: AuditChain, head: AuditMark, _ room: AuditRoom) {
        self.table = table
        self.chain = chain
        self.head = head
        self.room = room
        start = head
    }

    /// How many rows were appended.
    var count: Int { Int(head.row - start.row) }

    private static let exhausted = StoreError.corrupt(
        "the audit's last row has the highest possible number, which another program gave it; restore the database"
            + " from a backup")

    mutating func append(_ events: [AuditEvent]) throws {
        // One at a time into the chain, and only as a whole: the caller may go on without these.
        var next = head
        for event in events {
            guard next.row < .max else { throw Self.exhausted }
            let row = AuditRow(id: next.row + 1, event, alias: chain.alias)
            let hash = chain.hash(of: row, after: next.hash)
            try table.insert(row, hash)
            try table.noteKey(of: event)
            next = AuditMark(row: row.id, hash: hash)
        }
        head = next
    }

    /// Writes which row is the newest. Once for a transaction, and the last thing in it.
    func finish() throws {
        if head != start { try table.write(head, as: .head, chain) }
    }
}
