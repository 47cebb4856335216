public import VoicemailModel

/// One number over all seals there are: the sum, modulo 2^256, of a keyed digest of each.
///
/// A seal that comes or goes changes it in a constant time, and nobody without the key can have other seals add up to it. So
/// seals that somebody removed, or put back as they were, show when all are added up again.
public struct SealTally: Hashable, Sendable {
    public static let length = 32

    private var words: [UInt64]

    public init() {
        words = [0, 0, 0, 0]
    }

    /// Nil when there are not 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        words = (0..<4).map { word in
            (0..<8).reduce(0) { $0 | UInt64(bytes[word * 8 + $1]) << UInt64($1 * 8) }
        }
    }

    public var bytes: [UInt8] {
        words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) } }
    }

    public mutating func add(generation: Int64, of mailbox: MailboxID, _ key: SealKey) {
        add(Self(mailbox, generation, key))
    }

    public mutating func subtract(generation: Int64, of mailbox: MailboxID, _ key: SealKey) {
        // The two's complement of what is subtracted.
        var other = Self(mailbox, generation, key)
        for index in 0..<4 { other.words[index] = ~other.words[index] }
        var one = Self()
        one.words[0] = 1
        other.add(one)
        add(other)
    }

    private init(_ mailbox: MailboxID, _ generation: Int64, _ key: SealKey) {
        let message = SealMessage("tally").mailbox(mailbox).number(generation).bytes
        self = Self(bytes: key.digest(message, count: Self.length)) ?? Self()
    }

    private mutating func add(_ other: Self) {
        var carry: UInt64 = 0
        for index in 0..<4 {
            let (first, overflowed) = words[index].addingReportingOverflow(other.words[index])
            let (sum, overflowedAgain) = first.addingReportingOverflow(carry)
            words[index] = sum
            carry = overflowed || overflowedAgain ? 1 : 0
        }
    }
}
