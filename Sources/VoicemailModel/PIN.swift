/// What can be a PIN: 6 to 10 ASCII digits, in memory that is wiped.
public struct PIN: Sendable, CustomStringConvertible {
    public let secret: SecretBytes

    /// Nil when `secret` is not 6 to 10 ASCII digits. Whether a *new* PIN is good enough is for `PINPolicy` to say.
    public init?(_ secret: SecretBytes) {
        let isDigits = secret.withUnsafeBytes { bytes in
            Limits.pinLength.contains(bytes.count)
                && bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        guard isDigits else { return nil }
        self.secret = secret
    }

    public var description: String { "<PIN>" }
}
