import Glibc

/// A terminal whose echo is off; the echo comes back when this goes out of use, and before any signal is acted on.
///
/// Signals that would end or stop the process are held back meanwhile and looked for while waiting for input. A handler
/// would need a global variable to find the terminal's old state in.
struct TerminalEcho: ~Copyable {
    private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]

    private let descriptor: Int32
    private var original = termios()
    private var held = sigset_t()
    private var previous = sigset_t()

    /// Nil when `descriptor` is not a terminal.
    init?(off descriptor: Int32) {
        guard tcgetattr(descriptor, &original) == 0 else { return nil }
        self.descriptor = descriptor
        sigemptyset(&held)
        for signal in Self.signals { sigaddset(&held, signal) }
        turnOff()
    }

    deinit {
        var original = original
        var previous = previous
        tcsetattr(descriptor, TCSAFLUSH, &original)
        pthread_sigmask(SIG_SETMASK, &previous, nil)
    }

    private mutating func turnOff() {
        pthread_sigmask(SIG_BLOCK, &held, &previous)
        var silent = original
        silent.c_lflag &= ~tcflag_t(ECHO)
        // The line's end is still echoed, so that what is printed next is on its own line.
        silent.c_lflag |= tcflag_t(ECHONL)
        tcsetattr(descriptor, TCSAFLUSH, &silent)
    }

    /// Waits until there is something to read.
    ///
    /// - Parameter resumed: called when the process was stopped and goes on, to ask again.
    mutating func waitForInput(resumed: () -> Void) {
        while true {
            var input = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&input, 1, 100) > 0 { return }
            guard hasSignal() else { continue }
            // The signal takes effect as soon as it is let through: most often nothing comes after this.
            tcsetattr(descriptor, TCSAFLUSH, &original)
            pthread_sigmask(SIG_SETMASK, &previous, nil)
            turnOff()
            resumed()
        }
    }

    /// Whether a signal waits that was not held back already when the program was started.
    private func hasSignal() -> Bool {
        var pending = sigset_t()
        sigpending(&pending)
        var previous = previous
        return Self.signals.contains { sigismember(&pending, $0) == 1 && sigismember(&previous, $0) == 0 }
    }
}
