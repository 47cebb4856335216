/// An IPv4 or IPv6 address, in canonical form: an IPv4 address that is mapped into IPv6 is the IPv4 address.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// 4 or 16 bytes, in network order.
    public let bytes: [UInt8]

    /// Nil when there are neither 4 nor 16 bytes.
    public init?(bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        // RFC 4291 §2.5.5.2: a socket for both families shows IPv4 peers so.
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        switch bytes.count {
        case 4: self.bytes = bytes
        case 16: self.bytes = bytes.starts(with: mapped) ? Array(bytes.suffix(4)) : bytes
        default: return nil
        }
    }

    /// Nil when `text` is neither four decimal numbers nor an address as in RFC 4291 §2.2, without a zone.
    public init?(_ text: some StringProtocol) {
        guard let bytes = text.contains(":") ? Self.sixteen(text) : Self.four(text) else { return nil }
        self.init(bytes: bytes)
    }

    /// IPv6 without abbreviation, so that equal addresses are equal texts in a log.
    public var description: String {
        guard bytes.count == 16 else { return bytes.map(String.init).joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map { index in
            String(UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1]), radix: 16)
        }.joined(separator: ":")
    }

    /// `127.0.0.0/8` (RFC 1122 §3.2.1.3) or `::1` (RFC 4291 §2.5.3).
    public var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes == Array(repeating: 0, count: 15) + [1]
    }

    /// Decimal numbers without leading zeros, which some programs would read as octal ones.
    private static func four(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let numbers = parts.compactMap { part -> UInt8? in
            let isCanonical = part == "0" || !part.hasPrefix("0")
            return isCanonical && part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt8(part) : nil
        }
        return numbers.count == 4 ? numbers : nil
    }

    /// Up to eight groups of up to four hexadecimal digits, one run of zeros left out with `::`, an IPv4 address at the end.
    private static func sixteen(_ text: some StringProtocol) -> [UInt8]? {
        var halves = [String(text)]
        if let gap = text.firstRange(of: "::") {
            halves = [String(text[..<gap.lowerBound]), String(text[gap.upperBound...])]
        }
        var bytes: [[UInt8]] = []
        for (index, half) in halves.enumerated() {
            guard let read = groups(half, mayEndInFour: index == halves.count - 1) else { return nil }
            bytes.append(read)
        }
        guard bytes.count == 2 else { return bytes[0].count == 16 ? bytes[0] : nil }
        // `::` stands for at least one group (RFC 4291 §2.2).
        let missing = 16 - bytes[0].count - bytes[1].count
        guard missing >= 2 else { return nil }
        return bytes[0] + Array(repeating: 0, count: missing) + bytes[1]
    }

    private static func groups(_ text: String, mayEndInFour: Bool) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if part.contains(".") {
                guard mayEndInFour, index == parts.count - 1, let last = four(part) else { return nil }
                bytes += last
            } else {
                guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy(isHexadecimal),
                    let group = UInt16(part, radix: 16)
                else { return nil }
                bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
            }
        }
        return bytes.count <= 16 ? bytes : nil
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
