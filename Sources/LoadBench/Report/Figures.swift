import Glibc

/// How numbers are written for a reader.
enum Figures {
    /// As few digits as say it: `20`, `1.5`, `0.125`.
    static func plain(_ number: Double) -> String {
        guard number.isFinite else { return "\(number)" }
        let rounded = (number * 1000).rounded() / 1000
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int64(rounded)) : String(rounded)
    }

    /// With three significant digits and groups of thousands: `0.52`, `37.2`, `1,240`.
    static func rate(_ number: Double) -> String {
        switch abs(number) {
        case 0: "0"
        case ..<10: fixed(number, 2)
        case ..<1000: fixed(number, 1)
        default: grouped(Int(number.rounded()))
        }
    }

    /// For an axis: as few digits as say it, with a comma between thousands.
    static func axis(_ number: Double) -> String {
        abs(number) >= 1000 ? grouped(Int(number.rounded())) : plain(number)
    }

    /// With a comma between thousands.
    static func grouped(_ number: Int) -> String {
        var digits = String(number.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        groups.insert(digits, at: 0)
        return (number < 0 ? "-" : "") + groups.joined(separator: ",")
    }

    /// A time with its unit: `850 µs`, `53.1 ms`, `1.24 s`.
    static func time(_ microseconds: UInt64) -> String {
        let value = Double(microseconds)
        return switch microseconds {
        case ..<1000: "\(microseconds) µs"
        case ..<10_000: "\(fixed(value / 1000, 2)) ms"
        case ..<100_000: "\(fixed(value / 1000, 1)) ms"
        case ..<1_000_000: "\(fixed(value / 1000, 0)) ms"
        case ..<100_000_000: "\(fixed(value / 1_000_000, 2)) s"
        default: "\(fixed(value / 1_000_000, 0)) s"
        }
    }

    static func percent(_ share: Double) -> String { "\(fixed(share * 100, 1)) %" }

    static func fixed(_ number: Double, _ digits: Int) -> String {
        let scale = pow(10, Double(digits))
        let scaled = Int64((number.magnitude * scale).rounded())
        let sign = number < 0 && scaled != 0 ? "-" : ""
        guard digits > 0 else { return sign + String(scaled) }
        let fraction = String(scaled % Int64(scale))
        return "\(sign)\(scaled / Int64(scale)).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
    }
}
