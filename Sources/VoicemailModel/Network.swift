/// A range of addresses in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3): `10.20.0.0/16`, `2001:db8::/32`, or one address.
public struct Network: Hashable, Sendable, CustomStringConvertible {
    public let base: IPAddress
    /// Leading bits that an address shares with the base.
    public let prefix: Int

    /// Why a text is no network, to follow "it".
    public enum Objection: String, Error, Sendable {
        case form = "is not a network: write it as 10.20.0.0/16, 2001:db8::/32 or as one address"
        case prefix = "has a prefix that is longer than the address"
        case hostBits = "has bits set after its prefix: 10.20.0.0/16, not 10.20.0.1/16"
    }

    /// Strict: what has bits set behind the prefix is one address to some programs and a network to others.
    public init(_ text: some StringProtocol) throws(Objection) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let base = IPAddress(parts[0]) else { throw .form }
        // `::ffff:10.0.0.0/104` would be read as an IPv4 address with an IPv6 prefix.
        guard parts[0].contains(":") == (base.bytes.count == 16) else { throw .form }
        let bits = base.bytes.count * 8
        guard parts.count == 2 else {
            (self.base, prefix) = (base, bits)
            return
        }
        let digits = parts[1]
        guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            digits == "0" || !digits.hasPrefix("0"), let prefix = Int(digits)
        else { throw .form }
        guard prefix <= bits else { throw .prefix }
        guard Self.masked(base.bytes, prefix) == base.bytes else { throw .hostBits }
        (self.base, self.prefix) = (base, prefix)
    }

    public func contains(_ address: IPAddress) -> Bool {
        address.bytes.count == base.bytes.count && Self.masked(address.bytes, prefix) == base.bytes
    }

    public var description: String { "\(base)/\(prefix)" }

    private static func masked(_ bytes: [UInt8], _ prefix: Int) -> [UInt8] {
        bytes.enumerated().map { index, byte in
            let kept = min(8, max(0, prefix - index * 8))
            return byte & ~(kept == 8 ? 0 : UInt8(0xFF) >> UInt8(kept))
        }
    }
}
