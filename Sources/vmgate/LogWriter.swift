import Dispatch
import Logging
import Synchronization

/// Writes log lines to standard error from a thread of its own: whoever reads the log may be slow, or have stopped, and the
/// service goes on. Lines that find no room are dropped, and counted in the next one that does; lines that come again and again
/// share one (`LogRepeats`).
final class LogWriter: Sendable {
    private struct State {
        var repeats = LogRepeats()
        var repeatsAreDue = false
        var lines: [String] = []
        var dropped = 0
        var isWriting = false
    }

    /// Lines that wait: some seconds' worth of the busiest log, and at most a few megabytes.
    private static let capacity = 10_000
    /// Time that the end of the process waits for a log that is read slowly.
    private static let patience = DispatchTimeInterval.seconds(1)

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "vmgate.log")
    private let style: LogLineStyle

    /// - Parameter style: of all lines.
    init(style: LogLineStyle) {
        self.style = style
    }

    /// What stands for `count` lines that found no room.
    static func droppedLine(_ count: Int, _ style: LogLineStyle) -> String {
        style.line(.warning, "log lines were dropped: nobody read them", ["count": "\(count)"])
    }

    /// Takes one line; returns at once.
    func write(_ line: LogRepeats.Line) {
        let (isAdmitted, begins) = state.withLock { state in
            guard !state.repeats.admits(line, now: .now) else { return (true, false) }
            defer { state.repeatsAreDue = true }
            return (false, !state.repeatsAreDue)
        }
        if isAdmitted { append(line) }
        if begins { writeRepeatsLater() }
    }

    /// Takes one line of the text.
    private func append(_ line: LogRepeats.Line) {
        let line = style.line(line.level, line.message, line.metadata)
        let begins = state.withLock { state in
            guard state.lines.count < Self.capacity else {
                state.dropped += 1
                return false
            }
            state.lines.append(line)
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if begins { queue.async { self.writeWaiting() } }
    }

    /// Waits until what was taken is written, but no longer than a moment.
    func flush() {
        for line in state.withLock({ $0.repeats.takeAll() }) { append(line) }
        let written = DispatchSemaphore(value: 0)
        queue.async { written.signal() }
        _ = written.wait(timeout: .now() + Self.patience)
    }

    private func writeRepeatsLater() {
        queue.asyncAfter(deadline: .now() + LogRepeats.interval / .seconds(1)) {
            let (lines, continues) = self.state.withLock { state in
                let lines = state.repeats.due(now: .now)
                state.repeatsAreDue = state.repeats.holdsLines
                return (lines, state.repeatsAreDue)
            }
            for line in lines { self.append(line) }
            if continues { self.writeRepeatsLater() }
        }
    }

    private func writeWaiting() {
        while let text = takeWaiting() {
            // A log that cannot be written must not stop the service.
            StandardError.write(text)
        }
    }

    /// Nil when nothing waits any more; the next line then starts over.
    private func takeWaiting() -> String? {
        state.withLock { state in
            guard !state.lines.isEmpty else {
                state.isWriting = false
                return nil
            }
            if state.dropped > 0 {
                state.lines.append(Self.droppedLine(state.dropped, style))
            }
            defer { (state.lines, state.dropped) = ([], 0) }
            return state.lines.joined(separator: "\n") + "\n"
        }
    }
}
