public import FuzzChecks
import ZoneRules

extension FuzzCheck {
    /// A zone's file: it is refused, or each moment is in the period that it is answered with, all of which is of one mind, and
    /// the next period begins where it ends.
    public static let zone = FuzzCheck(name: "zone") { input, _ in
        guard let file = try? TZifFile(Array(input)) else { return nil }
        for seconds: Int64 in [.min, -(1 << 50), -2_208_988_800, 0, 1_796_040_000, 4_102_444_800, 1 << 50, .max] {
            var moment = seconds
            for _ in 0..<8 {
                let period = file.period(at: moment)
                guard period.contains(moment) || (period.end == .max && moment == .max) else {
                    return "\(moment) is not in \(period)"
                }
                guard abs(period.offset) < 100_000 else { return "clocks are \(period.offset) seconds from UTC" }
                for edge in [period.start, period.end - 1]
                where edge.magnitude < 1 << 50 && file.period(at: edge) != period {
                    return "\(edge) is in \(file.period(at: edge)), \(moment) in \(period)"
                }
                guard period.end < .max else { break }
                moment = period.end
            }
        }
        return nil
    }
}
