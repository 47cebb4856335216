/// The form in which a request came.
public enum RequestForm: Sendable, Hashable {
    case line, array
}

/// `HELLO`: what a client wants to know of the server, and in which version of RESP.
public struct Hello: Sendable, Hashable {
    /// Versions of RESP. Every reply but HELLO's own is the same in both.
    public enum Version: Int, Sendable, CaseIterable {
        case two = 2
        case three = 3
    }

    /// Nil leaves the connection's version.
    public let version: Version?
    /// An array is answered as Redis answers it, a line with a line.
    public let form: RequestForm

    public init(version: Version?, form: RequestForm) {
        self.version = version
        self.form = form
    }
}

/// What Redis says to HELLO, with the same keys: a client takes the server for one that it knows.
public struct HelloReply: Sendable, Hashable {
    let serverVersion: String
    let version: Hello.Version
    let connection: UInt64
    let form: RequestForm

    /// - Parameter connection: the connection's number, as the log has it.
    public init(serverVersion: String, version: Hello.Version, connection: UInt64, form: RequestForm) {
        self.serverVersion = serverVersion
        self.version = version
        self.connection = connection
        self.form = form
    }

    /// The server's name, for clients that ask.
    private static let server = "vmgate"

    /// Whether the reply is the one that is more than a line.
    var isAggregate: Bool { form == .array }

    /// The reply in the line form, without its sign and line end.
    func writeLine(to line: inout LineWriter) {
        line.write("HELLO server=")
        line.write(plain: Self.server)
        line.write(" version=")
        line.write(value: serverVersion)
        line.write(" proto=")
        line.write(version.rawValue)
        line.write(" id=")
        line.write(connection)
        line.write(" mode=standalone role=master modules=\"\"")
    }

    /// The reply in the array form: a map in RESP3, and in RESP2 an array of keys and values in turn.
    func writeAggregate(to line: inout LineWriter) {
        switch version {
        case .two: line.write("*14\r\n")
        case .three: line.write("%7\r\n")
        }
        Self.write(bulk: "server", to: &line)
        Self.write(bulk: Self.server, to: &line)
        Self.write(bulk: "version", to: &line)
        Self.write(bulk: serverVersion, to: &line)
        Self.write(bulk: "proto", to: &line)
        Self.write(integer: version.rawValue, to: &line)
        Self.write(bulk: "id", to: &line)
        Self.write(integer: connection, to: &line)
        Self.write(bulk: "mode", to: &line)
        Self.write(bulk: "standalone", to: &line)
        Self.write(bulk: "role", to: &line)
        Self.write(bulk: "master", to: &line)
        Self.write(bulk: "modules", to: &line)
        line.write("*0\r\n")
    }

    private static func write(bulk text: String, to line: inout LineWriter) {
        line.write("$")
        line.write(text.utf8.count)
        line.write("\r\n")
        line.write(plain: text)
        line.write("\r\n")
    }

    private static func write(integer: some FixedWidthInteger, to line: inout LineWriter) {
        line.write(":")
        line.write(integer)
        line.write("\r\n")
    }
}
