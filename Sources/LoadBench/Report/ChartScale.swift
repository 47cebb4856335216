import Glibc

/// Where a value is on an axis.
struct ChartScale {
    enum Kind {
        case linear
        case logarithmic
        /// Percentiles, as far apart as their nines: 90, 99 and 99.9 have the same distance.
        case nines
    }

    let kind: Kind
    let lower: Double
    let upper: Double
    /// The positions of the two ends.
    let start: Double
    let end: Double

    func position(_ value: Double) -> Double {
        let low = transformed(lower)
        let high = transformed(upper)
        guard high > low else { return start }
        let share = (transformed(min(max(value, lower), upper)) - low) / (high - low)
        return start + share * (end - start)
    }

    private func transformed(_ value: Double) -> Double {
        switch kind {
        case .linear: value
        case .logarithmic: log10(value)
        case .nines: -log10(1 - min(value, 99.999_999) / 100)
        }
    }

    /// From zero up to a round number that is at least `greatest`.
    static func linear(upTo greatest: Double, start: Double, end: Double) -> ChartScale {
        let step = roundStep(greatest / 8)
        let upper = max((greatest / step).rounded(.up), 1) * step
        return ChartScale(kind: .linear, lower: 0, upper: upper, start: start, end: end)
    }

    /// Between the 1, 2 or 5 of a decade below `least` and the one above `greatest`.
    static func logarithmic(from least: Double, to greatest: Double, start: Double, end: Double) -> ChartScale {
        let marks = Self.marks(from: max(least, 1), to: max(greatest, 2))
        return ChartScale(
            kind: .logarithmic, lower: marks.first ?? 1, upper: marks.last ?? 10, start: start, end: end)
    }

    /// The values that get a line and a label.
    var ticks: [Double] {
        switch kind {
        case .linear:
            let step = Self.roundStep(upper / 8)
            return (0...Int((upper / step + 1e-9).rounded(.down))).map { Double($0) * step }
        case .logarithmic:
            let marks = Self.marks(from: lower, to: upper)
            // Where there is no room for 1, 2 and 5 of each decade, the ones do.
            return marks.count <= 11 ? marks : marks.filter { abs(log10($0) - log10($0).rounded()) < 1e-9 }
        case .nines:
            return [0, 50, 90, 99, 99.9, 99.99, 99.999].filter { $0 <= upper }
        }
    }

    private static func marks(from least: Double, to greatest: Double) -> [Double] {
        var marks: [Double] = []
        for exponent in Int(log10(least).rounded(.down))...Int(log10(greatest).rounded(.up)) {
            marks += [1, 2, 5].map { $0 * pow(10, Double(exponent)) }
        }
        let first = marks.lastIndex { $0 <= least * 1.000_001 } ?? 0
        let last = marks.firstIndex { $0 >= greatest * 0.999_999 } ?? marks.count - 1
        return Array(marks[first...max(first, last)])
    }

    /// 1, 2 or 5 times a power of ten that is at least `size`.
    private static func roundStep(_ size: Double) -> Double {
        guard size > 0 else { return 1 }
        let power = pow(10, log10(size).rounded(.down))
        return ([1, 2, 5].map { $0 * power }.first { $0 >= size * 0.999_999 }) ?? 10 * power
    }
}
