public import LineClient

/// A whole conversation, as a script has it:
/// ```
/// # a comment
/// A: ADD 1001 PIN 846273      an admin says, on the Unix socket
/// S: +ADDED mailbox=1001      the server answers whoever spoke last
/// C: VERIFY 1001 846274       a front end says, over TCP
/// S: +DENIED mailbox=1001 attempts_left=4 *
/// S: <closed>                 the server closes whoever's connection spoke last
/// ```
/// A `*` in an expected reply stands for any text.
public struct Conversation {
    private enum Step {
        case frontEndSays(String)
        case adminSays(String)
        case serverSays(String)
    }

    private let steps: [(line: Int, step: Step)]

    public init(script: String) throws {
        var steps: [(Int, Step)] = []
        for (index, line) in script.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("C: ") {
                steps.append((index + 1, .frontEndSays(String(line.dropFirst(3)))))
            } else if line.hasPrefix("A: ") {
                steps.append((index + 1, .adminSays(String(line.dropFirst(3)))))
            } else if line.hasPrefix("S: ") {
                steps.append((index + 1, .serverSays(String(line.dropFirst(3)))))
            } else if !line.hasPrefix("#"), !line.isEmpty {
                throw Mismatch(
                    line: index + 1, expected: "a line that begins with C:, A:, S: or #", received: String(line))
            }
        }
        self.steps = steps
    }

    /// Plays it against `server`; throws the first `Mismatch`.
    public func play(against server: ServerProcess) throws {
        let frontEnd = try server.connect()
        let admin = try server.connectAsAdmin()
        var spokeLast = frontEnd
        for (line, step) in steps {
            switch step {
            case .frontEndSays(let text):
                spokeLast = frontEnd
                try frontEnd.send(bytes: Array((text + "\r\n").utf8))
            case .adminSays(let text):
                spokeLast = admin
                try admin.send(bytes: Array((text + "\r\n").utf8))
            case .serverSays(let expected):
                let received = Self.receive(from: spokeLast)
                if !Self.matches(received, expected) {
                    throw Mismatch(line: line, expected: expected, received: received)
                }
            }
        }
    }

    private static func receive(from client: LineClient) -> String {
        do {
            return try client.receiveLine()
        } catch {
            if case .closedByServer = error { return "<closed>" }
            return "<\(error)>"
        }
    }

    private static func matches(_ text: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, text.hasPrefix(first) else { return false }
        guard parts.count > 1 else { return text == pattern }
        var rest = text.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }

    public struct Mismatch: Error, CustomStringConvertible {
        public let line: Int
        public let expected: String
        public let received: String

        public var description: String { "line \(line): expected \(expected) but received \(received)" }
    }
}

extension ServerProcess {
    /// A front end's connection.
    public func connect() throws -> LineClient {
        try LineClient(connectingTo: .tcp(host: "127.0.0.1", port: UInt16(port)))
    }

    /// An admin's connection.
    public func connectAsAdmin() throws -> LineClient {
        try LineClient(connectingTo: .unix(path: adminSocket))
    }
}

extension LineClient {
    /// Sends one line and returns the reply as it came.
    @discardableResult
    public func say(_ line: String) throws -> String {
        try send(bytes: Array((line + "\r\n").utf8))
        return try receiveLine()
    }
}
