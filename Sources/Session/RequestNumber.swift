/// Names one request that was begun, for as long as its connection lives.
public struct RequestNumber: Hashable, Sendable {
    /// Untagged requests have even numbers in their order, tagged ones have odd numbers.
    public let value: UInt64

    init(untagged position: UInt64) { value = position << 1 }
    init(tagged position: UInt64) { value = position << 1 | 1 }

    var isTagged: Bool { value & 1 == 1 }
    var position: UInt64 { value >> 1 }
}
