import LoadBench
import Settings

extension UnitHint {
    /// Of a duration, such as `20` or `20sec`.
    static func duration(_ text: String) -> String? {
        guard let (number, unit) = parts(text) else { return nil }
        guard unit.isEmpty else {
            guard let meant = times.first(where: { $0.names.contains(unit) }) else { return nil }
            guard Duration(text: "1\(meant.short)") != nil else { return "the longest unit is h, for hours." }
            return "\(number)\(meant.short)" == text ? nil : "write \(number)\(meant.short)."
        }
        return "it has no unit; write \(number)s for seconds, \(number)ms for milliseconds or \(number)m for minutes."
    }
}
