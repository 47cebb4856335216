import Dispatch
import Logging
import Synchronization

/// Writes log lines to standard error from a thread of its own: whoever reads the log may be slow, or have stopped, and the
/// service goes on. Lines that find no room are dropped, and counted in the next one that does.
final class LogWriter: Sendable {
    private struct State {
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

    /// - Parameter style: of the lines that say how many were dropped.
    init(style: LogLineStyle) {
        self.style = style
    }

    /// What stands for `count` lines that found no room.
    static func droppedLine(_ count: Int, _ style: LogLineStyle) -> String {
        style.line(.warning, "log lines were dropped: nobody read them", ["count": "\(count)"])
    }

    /// Takes one line, without its end; returns at once.
    func write(_ line: String) {
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
        let written = DispatchSemaphore(value: 0)
        queue.async { written.signal() }
        _ = written.wait(timeout: .now() + Self.patience)
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
