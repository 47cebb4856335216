import VoicemailModel

/// A small blocking client of the line protocol: one connection, one request at a time.
///
/// It is for the admin commands and for tests. What it sends goes out in array form, so no argument needs quoting, and
/// is wiped after the write.
public final class LineClient {
    /// Longest reply that is read, in bytes. A page of LIST is the longest there is: 1,000 mailboxes of up to 97 bytes.
    public static let replyBytes = 131_072

    private let connection: StreamSocket
    private let timeout: Duration
    private var received: [UInt8] = []

    /// Connects.
    ///
    /// - Parameter timeout: how long connecting, and then each request and each reply, may take.
    public init(connectingTo endpoint: LineEndpoint, timeout: Duration = .seconds(30)) throws(LineClientError) {
        self.timeout = timeout
        connection = try StreamSocket(connectingTo: endpoint, deadline: Deadline(timeout))
    }

    /// Sends one request and reads its reply.
    public func call(_ arguments: [LineArgument]) throws(LineClientError) -> ReplyLine {
        try send(arguments)
        return try receive()
    }

    public func call(_ arguments: LineArgument...) throws(LineClientError) -> ReplyLine {
        try call(arguments)
    }

    /// Sends one request in array form, without waiting for its reply.
    public func send(_ arguments: [LineArgument]) throws(LineClientError) {
        let request = try RequestEncoder.encode(arguments)
        try request.withUnsafeBytes { (bytes) throws(LineClientError) in
            try connection.send(bytes, deadline: Deadline(timeout))
        }
    }

    /// Sends bytes as they are: for tests of the line form, and of what is not a request at all.
    public func send(bytes: some Collection<UInt8>) throws(LineClientError) {
        try SecretBytes(copying: bytes).withUnsafeBytes { (bytes) throws(LineClientError) in
            try connection.send(bytes, deadline: Deadline(timeout))
        }
    }

    /// Reads the next reply.
    public func receive() throws(LineClientError) -> ReplyLine {
        try ReplyParser.parse(try receiveLine())
    }

    /// Reads the next line, without its CRLF.
    public func receiveLine() throws(LineClientError) -> String {
        let deadline = Deadline(timeout)
        var searched = 0
        while true {
            if let end = received[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                return try takeLine(endingAt: end)
            }
            searched = received.count
            guard searched < Self.replyBytes else { throw .malformedReply(reason: "its line does not end") }
            try receiveMore(deadline: deadline)
        }
    }

    /// Says that no more requests follow; the replies to those that were sent can still be received.
    public func finishSending() {
        connection.finishSending()
    }

    private func takeLine(endingAt end: Int) throws(LineClientError) -> String {
        let bytes = received[..<end]
        guard bytes.last == UInt8(ascii: "\r") else { throw .malformedReply(reason: "its line does not end with CRLF") }
        guard let line = String(validating: bytes.dropLast(), as: UTF8.self) else {
            throw .malformedReply(reason: "it is not UTF-8")
        }
        received.removeSubrange(...end)
        return line
    }

    private func receiveMore(deadline: Deadline) throws(LineClientError) {
        try withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { (part) throws(LineClientError) in
            let count = try connection.receive(into: part, deadline: deadline)
            received.append(contentsOf: UnsafeRawBufferPointer(rebasing: part[..<count]))
        }
    }
}
