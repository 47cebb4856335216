import Glibc
import Synchronization

/// Tells on standard error how far a long command is: on a terminal in one line that is rewritten, elsewhere in a
/// line every few seconds.
final class ProgressLine: Sendable {
    private static let secondsBetweenLines = Duration.seconds(5)

    private struct State {
        /// When the last line was written; at first, when the command began. What is over before one is due needs none.
        var lastLine = ContinuousClock.now
        var isShowing = false
    }

    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let state = Mutex(State())

    func show(_ text: String) {
        state.withLock { state in
            if isTerminal {
                StandardError.write("\r\(text.prefix(Self.columns - 1))\u{1B}[K")
                state.isShowing = true
            } else if state.lastLine + Self.secondsBetweenLines <= .now {
                StandardError.write(text + "\n")
                state.lastLine = .now
            }
        }
    }

    /// Takes the line away, so that what is printed next is at the left.
    func clear() {
        state.withLock { state in
            if state.isShowing { StandardError.write("\r\u{1B}[K") }
            state.isShowing = false
        }
    }

    private static var columns: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1 ? Int(size.ws_col) : 80
    }
}
