/// Whether what comes over a connection is meant for vmgate: what becomes of its lines that are no valid request.
///
/// ```
/// unproven ── a command ─────▶ proven
///  │  no line was a command     │  a line was a command, or none has to be:
///  │  yet                       │  people type on this connection
///  ├── no command ──▶ end       ├── no command ──▶ answer
///  └── foreign ─────▶ end       └── foreign ─────▶ end
/// ```
/// A line of another protocol ends a connection at any time: what is behind it was written by whoever chose its headers or
/// its body. Arrays are not screened: no browser can send them, and clients open with commands that are not known here.
struct LineScreening: Sendable {
    enum State: CaseIterable {
        case unproven, proven
    }

    /// What a line is.
    enum Line: Equatable {
        /// It begins with a command word, whatever its arguments.
        case command
        case noCommand
        case foreign(ForeignProtocol)
    }

    enum Verdict: Equatable {
        /// The line is answered as it deserves, and the connection stays open.
        case answer
        /// The line is the last that is looked at.
        case end
    }

    private(set) var state: State
    /// Bytes of the blank lines with which the connection began; nil once there was more. They are a mark of the PROXY
    /// protocol.
    private(set) var blankBytes: Int? = 0

    /// - Parameter mustOpenWithCommand: whether a connection whose first line is not a command ends with it.
    init(mustOpenWithCommand: Bool) {
        state = mustOpenWithCommand ? .unproven : .proven
    }

    mutating func judge(_ line: Line) -> Verdict {
        blankBytes = nil
        switch (state, line) {
        case (.unproven, .command), (.proven, .command):
            state = .proven
            return .answer
        case (.proven, .noCommand): return .answer
        case (.unproven, .noCommand), (.unproven, .foreign), (.proven, .foreign): return .end
        }
    }

    /// Blank lines ask nothing, and prove nothing.
    mutating func skipBlankLine(bytes: Int) {
        blankBytes = blankBytes.map { $0 &+ bytes }
    }

    mutating func skipArray() {
        blankBytes = nil
    }
}
