/// A place in the chain: a row and its hash. Two of them are kept beside the rows, each with a code that only the chain's key makes.
public struct AuditMark: Hashable, Sendable {
    public enum Name: String, Sendable, CaseIterable {
        /// The last row that retention has removed: the chain begins behind it.
        case anchor
        /// The newest row: what is missing up to it was cut off.
        case head
    }

    /// Before the first row.
    public static let start = AuditMark(row: 0, hash: .zero)

    public var row: Int64
    public var hash: AuditHash

    public init(row: Int64, hash: AuditHash) {
        self.row = row
        self.hash = hash
    }
}
