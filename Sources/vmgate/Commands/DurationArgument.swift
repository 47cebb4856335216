import ArgumentParser
import LoadBench
import Settings

/// A time on the command line: `20s`, `500ms`, `2m`.
struct DurationArgument {
    let duration: Duration

    /// For `transform`, which unlike `ExpressibleByArgument` can say what is wrong.
    static func parse(_ text: String) throws -> DurationArgument {
        guard let duration = Duration(text: text) else {
            throw ValidationError(UnitHint.duration(text) ?? "it takes a time such as 20s, 500ms, 2m or 1h.")
        }
        return DurationArgument(duration: duration)
    }
}
