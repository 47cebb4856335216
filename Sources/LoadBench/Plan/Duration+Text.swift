extension Duration {
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("ms", 1_000_000), ("us", 1000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    /// Reads `20s`, `1.5s`, `500ms`, `2m` or `1h`; nil for anything else.
    public init?(text: String) {
        // `ms` comes before `s` and `m`, so the longest unit that fits is taken.
        guard let unit = Self.units.first(where: { text.hasSuffix($0.name) }) else { return nil }
        let digits = text.dropLast(unit.name.count)
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
            let number = Double(digits), number * Double(unit.nanoseconds) < 1e18
        else { return nil }
        self = .nanoseconds(Int64((number * Double(unit.nanoseconds)).rounded()))
    }

    /// As `init(text:)` reads it, with three digits or fewer where that is enough.
    public var text: String {
        let seconds = self.seconds
        return switch abs(seconds) {
        case 0: "0s"
        case ..<0.001: "\(Figures.plain(seconds * 1_000_000))us"
        case ..<1: "\(Figures.plain(seconds * 1000))ms"
        case 3600... where seconds.truncatingRemainder(dividingBy: 3600) == 0: "\(Figures.plain(seconds / 3600))h"
        case 60... where seconds.truncatingRemainder(dividingBy: 60) == 0: "\(Figures.plain(seconds / 60))m"
        default: "\(Figures.plain(seconds))s"
        }
    }

    /// In seconds.
    public var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }

    /// In whole microseconds, rounded down; zero when negative.
    var microseconds: UInt64 {
        guard self > .zero else { return 0 }
        return UInt64(components.seconds) * 1_000_000 + UInt64(components.attoseconds / 1_000_000_000_000)
    }

    /// From seconds, to the nanosecond.
    init(seconds: Double) {
        self = .nanoseconds(Int64((seconds * 1e9).rounded()))
    }
}
