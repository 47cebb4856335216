import ArgumentParser
import LoadBench

/// A time on the command line: `20s`, `500ms`, `2m`.
struct DurationArgument: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        guard let duration = Duration(text: argument) else { return nil }
        self.duration = duration
    }
}
