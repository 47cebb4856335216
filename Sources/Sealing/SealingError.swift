/// Why keys or seals cannot be used: one sentence for the operator. No byte of a key is ever in it.
public struct SealingError: Error, Hashable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
