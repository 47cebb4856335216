import Logging

/// Which lines of the log are written, and which are only counted. Messages are constants of the program, so that those of one kind
/// are known by them: a stranger can bring some about as often as he likes, with other values each time.
///
/// Of each message some are written at once, so that what happens now and then is there as it was. What comes beyond is held, and
/// counted in one line a second, which has the values of the last.
struct LogRepeats {
    struct Line: Equatable {
        var level: Logger.Level
        var message: String
        var metadata: Logger.Metadata
    }

    /// Lines of one message that are written at once.
    static let burst = 5
    /// Time in which a message is given one line more. Strangers have eight messages (`HygieneTests`), so that they write less than
    /// ten lines a second, whatever they do.
    static let interval = Duration.seconds(1)

    private struct Allowance {
        var left = LogRepeats.burst
        var since: ContinuousClock.Instant
        var held: Line?
        var count = 0

        mutating func refill(now: ContinuousClock.Instant) {
            let gained = Int((now - since) / LogRepeats.interval)
            left = min(LogRepeats.burst, left + gained)
            since = left == LogRepeats.burst ? now : since + LogRepeats.interval * gained
        }

        mutating func take() -> Line? {
            guard var line = held else { return nil }
            if count > 1 { line.metadata["count"] = "\(count)" }
            (held, count) = (nil, 0)
            return line
        }
    }

    private var allowances: [String: Allowance] = [:]

    /// Whether there is something to be written later.
    var holdsLines: Bool { allowances.values.contains { $0.held != nil } }

    /// True when the line is to be written now; otherwise it is held.
    ///
    /// Who has asked for more than `info` looks for one event among all, and gets all.
    mutating func admits(_ line: Line, now: ContinuousClock.Instant) -> Bool {
        guard line.level >= .info else { return true }
        var allowance = allowances[line.message] ?? Allowance(since: now)
        defer { allowances[line.message] = allowance }
        allowance.refill(now: now)
        guard allowance.held == nil, allowance.left > 0 else {
            allowance.held = line
            allowance.count += 1
            return false
        }
        allowance.left -= 1
        return true
    }

    /// What is held and may be written now; forgets the messages that have not come for a while.
    mutating func due(now: ContinuousClock.Instant) -> [Line] {
        var lines: [Line] = []
        for (message, allowance) in allowances.sorted(by: { $0.key < $1.key }) {
            var allowance = allowance
            allowance.refill(now: now)
            if allowance.left > 0, let line = allowance.take() {
                allowance.left -= 1
                lines.append(line)
            }
            let isForgotten = allowance.left == Self.burst && allowance.held == nil
            allowances[message] = isForgotten ? nil : allowance
        }
        return lines
    }

    /// All that is held, at the end.
    mutating func takeAll() -> [Line] {
        defer { allowances = [:] }
        return allowances.sorted { $0.key < $1.key }.compactMap { _, allowance in
            var allowance = allowance
            return allowance.take()
        }
    }
}
