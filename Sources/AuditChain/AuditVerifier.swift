public import VoicemailModel

/// The first row at which the chain is broken.
public struct AuditBreak: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nil when it is not a row.
    public let row: Int64?
    /// What is wrong, as a sentence.
    public let description: String

    public init(row: Int64?, _ description: String) {
        self.row = row
        self.description = description
    }
}

/// A mark as it is kept in the database, with its code.
public struct KeptMark: Hashable, Sendable {
    public var mark: AuditMark
    public var code: AuditHash

    public init(mark: AuditMark, code: AuditHash) {
        self.mark = mark
        self.code = code
    }
}

/// Goes along the chain, row by row in their order, and says where it breaks first.
public struct AuditVerifier: Sendable {
    private let chain: AuditChain
    private let head: AuditMark
    /// The row that was verified last, or the anchor.
    private var position: AuditMark
    /// Rows that were found good.
    public private(set) var count = 0

    /// - Throws: when the marks themselves are not as they were written. Nil is a mark that is not there.
    public init(chain: AuditChain, anchor: KeptMark?, head: KeptMark?) throws(AuditBreak) {
        self.chain = chain
        position = try Self.open(anchor, .anchor, chain, "where the audit begins")
        self.head = try Self.open(head, .head, chain, "which row of the audit is the newest")
    }

    private static func open(
        _ mark: KeptMark?, _ name: AuditMark.Name, _ chain: AuditChain, _ what: String
    ) throws(AuditBreak) -> AuditMark {
        guard let mark else {
            throw AuditBreak(row: nil, "the record of \(what) (audit_mark '\(name.rawValue)') is missing")
        }
        guard chain.code(of: mark.mark, as: name) == mark.code else {
            throw AuditBreak(
                row: nil,
                "the record of \(what) (audit_mark '\(name.rawValue)', row \(mark.mark.row)) was altered, or made with"
                    + " another key")
        }
        return mark.mark
    }

    /// The next row, with the hash that is beside it.
    public mutating func verify(_ row: AuditRow, _ hash: AuditHash?) throws(AuditBreak) {
        // Of the highest number there is none: what another program has written must not end this one.
        let expected = position.row &+ 1
        guard row.id >= expected else {
            throw AuditBreak(
                row: row.id,
                "row \(row.id) does not belong there: rows up to \(position.row) were removed for their age")
        }
        guard row.id == expected else {
            throw AuditBreak(row: expected, Self.missing(expected, row.id - 1))
        }
        guard row.id <= head.row else {
            throw AuditBreak(row: row.id, "row \(row.id) was added: the newest row that was written is \(head.row)")
        }
        guard chain.hash(of: row, after: position.hash) == hash else {
            throw AuditBreak(
                row: row.id, "row \(row.id) was altered, added or moved, or a row before it was removed")
        }
        position = AuditMark(row: row.id, hash: chain.hash(of: row, after: position.hash))
        count += 1
    }

    /// There are no more rows.
    ///
    /// - Returns: the newest row and its hash.
    public func finish() throws(AuditBreak) -> AuditMark {
        guard position.row == head.row else {
            throw AuditBreak(
                row: position.row &+ 1, Self.missing(position.row &+ 1, head.row) + ": the end was cut off")
        }
        guard position.hash == head.hash else {
            throw AuditBreak(row: head.row, "row \(head.row) is not the row that was written last")
        }
        return position
    }

    private static func missing(_ first: Int64, _ last: Int64) -> String {
        first == last ? "row \(first) is missing" : "rows \(first) to \(last) are missing"
    }
}
