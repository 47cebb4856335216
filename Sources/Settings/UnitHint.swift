/// What was meant by a number that lacks its unit, has another, or has one where none belongs: the end of a sentence, and nil
/// where there is nothing to guess.
package enum UnitHint {
    private static let sizes = ["k": "KiB", "m": "MiB", "g": "GiB"]
    /// In milliseconds. With all the ways in which people write them.
    package static let times: [(names: Set<String>, short: String, milliseconds: Int)] = [
        (["ms", "msec", "millis", "millisecond", "milliseconds"], "ms", 1),
        (["s", "sec", "secs", "second", "seconds"], "s", 1000),
        (["m", "min", "mins", "minute", "minutes"], "m", 60_000),
        (["h", "hr", "hrs", "hour", "hours"], "h", 3_600_000),
        (["d", "day", "days"], "d", 86_400_000),
        (["w", "week", "weeks"], "w", 604_800_000),
    ]

    /// Whether a number without a unit is meant in another one than bytes. Argon2's own tools count in KiB: their 65536 is
    /// 64 MiB, and in bytes it would make each hash a thousand times cheaper to guess against.
    static func lacksUnit(_ text: String, _ size: ByteSize) -> Bool {
        Int(digits: text) != nil && size.bytes < 1 << 20
    }

    /// Of a size, such as `64` or `64MB`.
    package static func size(_ text: String, in range: ClosedRange<ByteSize>) -> String? {
        guard let (number, unit) = parts(text) else { return nil }
        guard unit.isEmpty else {
            let letter = unit.hasSuffix("ib") ? unit.dropLast(2) : unit.hasSuffix("b") ? unit.dropLast() : unit[...]
            guard let meant = sizes[String(letter)], ByteSize("\(number)\(meant)") != ByteSize(text) else { return nil }
            return "the unit is \(meant), so write \(number)\(meant)."
        }
        let meant = ["MiB", "KiB", "GiB"].map { "\(number)\($0)" }.first { ByteSize($0).map(range.contains) ?? false }
        return meant.map { "it has no unit, so it is \(number) bytes; did you mean \($0)?" }
    }

    /// Of a whole number of `milliseconds`, `seconds`, `hours` or `days`, such as `2s`.
    static func count(_ text: String, of unit: String, in range: ClosedRange<Int>) -> String? {
        guard let own = times.first(where: { $0.names.contains(unit) }), let (number, written) = parts(text),
            let whole = Int(digits: number), let theirs = times.first(where: { $0.names.contains(written) })
        else { return nil }
        let (milliseconds, overflows) = whole.multipliedReportingOverflow(by: theirs.milliseconds)
        guard !overflows, milliseconds.isMultiple(of: own.milliseconds), range.contains(milliseconds / own.milliseconds)
        else { return "it takes no unit." }
        return "it takes no unit, so write \(milliseconds / own.milliseconds)."
    }

    /// The number, and the letters behind it in lower case.
    package static func parts(_ text: String) -> (number: String, unit: String)? {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(number.count).drop { $0 == " " }
        guard !number.isEmpty, number.count <= 12, unit.count <= 12, unit.allSatisfy({ $0.isASCII && $0.isLetter })
        else {
            return nil
        }
        return (String(number), unit.lowercased())
    }
}
