/// The name of an IANA time zone, such as `America/Toronto`: its form is checked here, that it exists where zones are known.
public struct TimeZoneName: Hashable, Sendable, CustomStringConvertible {
    public static let utc = TimeZoneName("UTC")!

    public let name: String

    /// Nil when `name` is not 1–64 of `A-Z a-z 0-9 / _ + -`.
    public init?(_ name: some StringProtocol) {
        guard Limits.timeZoneLength.contains(name.utf8.count), name.utf8.allSatisfy(Self.isNameByte) else { return nil }
        self.name = String(name)
    }

    public var description: String { name }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "+"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
