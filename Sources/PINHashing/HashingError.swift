/// Why hashing cannot begin: one sentence for the operator. Nothing in it comes from a PIN.
public struct HashingError: Error, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
