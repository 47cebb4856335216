/// What SET changes about a mailbox's PIN; nil leaves it as it is.
public struct PINAssignment: Sendable, Hashable {
    /// An Argon2 string made elsewhere (`pin_hash=…`).
    public var encodedHash: String?
    /// Whether the caller must choose another PIN (`must_change=…`).
    public var mustChange: Bool?

    public init(encodedHash: String? = nil, mustChange: Bool? = nil) {
        self.encodedHash = encodedHash
        self.mustChange = mustChange
    }
}

/// Where the PIN of ADD and RESET comes from.
public enum NewPIN: Sendable {
    case noPIN
    case generate
    case chosen(SecretBytes)
    /// An Argon2 string made elsewhere (`pin_hash=…`); ADD only.
    case encoded(String)
}
