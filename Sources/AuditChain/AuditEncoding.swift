import VoicemailModel

/// A row's canonical bytes: what is hashed. No two different rows have the same.
///
/// `1`, then each column in the order of `AuditRow`: an integer in 8 bytes, the highest first; a text with its length in 4
/// bytes before it, in UTF-8. What may be missing has one byte before it, 0 or 1, and is left out after a 0.
struct AuditEncoding {
    private static let version: UInt8 = 1

    private(set) var bytes: [UInt8]

    /// Begins with bytes that are already there.
    init(_ row: AuditRow, behind start: [UInt8]) {
        bytes = start
        bytes.reserveCapacity(start.count + 192)
        bytes.append(Self.version)
        append(row.id)
        append(row.time.milliseconds)
        append(row.kind)
        append(row.outcome)
        append(optional: row.reason)
        append(optional: row.mailbox)
        append(optional: row.source)
        append(optional: row.client)
        append(optional: row.connection)
        append(optional: row.request)
        append(row.repeats)
        append(optional: row.detail)
    }

    private mutating func append(_ number: Int64) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func append(_ text: String) {
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: text.utf8.count).bigEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func append(optional number: Int64?) {
        bytes.append(number == nil ? 0 : 1)
        if let number { append(number) }
    }

    private mutating func append(optional text: String?) {
        bytes.append(text == nil ? 0 : 1)
        if let text { append(text) }
    }
}
