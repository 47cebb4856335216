/// What is stored about a sealed hash, apart from it: which of all that were ever made for its mailbox counts.
public struct HashSeal: Hashable, Sendable {
    /// The name of the key.
    public var key: String
    /// No two seals of one database have the same.
    public var generation: Int64
    /// Shows that a holder of the key has written this.
    public var code: SealCode

    public init(key: String, generation: Int64, code: SealCode) {
        self.key = key
        self.generation = generation
        self.code = code
    }
}

/// A message authentication code of 16 bytes.
public struct SealCode: Hashable, Sendable {
    public static let length = 16

    private let first: UInt64
    private let second: UInt64

    public init(_ first: UInt64, _ second: UInt64) {
        self.first = first
        self.second = second
    }

    /// Nil when there are not 16 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        first = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        second = bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    public var bytes: [UInt8] {
        [first, second].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - $0 * 8)) } }
    }
}

/// What was found of a stored hash's seal.
public enum StoredSeal: Hashable, Sendable {
    case found(HashSeal)
    /// It was read where hashes are sealed, and there is no seal of it.
    case missing
}

/// A stored hash on its way to where it is compared with a PIN. It is opened there and not before.
public protocol EncodedHash: Sendable {
    /// The Argon2 string; nil when it is not available, and then no PIN fits.
    func open() -> SecretBytes?
}

/// A hash that is not sealed.
extension String: EncodedHash {
    public func open() -> SecretBytes? { SecretBytes(copying: utf8) }
}
