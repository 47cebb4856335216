import LineClient

/// Why a command ends without having done its work: one sentence that says what to do.
struct CommandFailure: Error, Equatable, CustomStringConvertible {
    /// The exit status for what was refused or has failed.
    static let failed: Int32 = 1
    /// The exit status for a wrong command line or setting, `EX_USAGE` of sysexits.h.
    static let usage: Int32 = 64

    let description: String
    let status: Int32
    /// What scripts tell failures apart by: the code of the server's reply, or one of docs/operating/commands.md.
    let code: String
    /// What the server's reply says besides, such as the field that it refused.
    let details: [ReplyLine.Field]

    init(_ description: String, status: Int32 = failed, code: String? = nil, details: [ReplyLine.Field] = []) {
        self.description = description
        self.status = status
        self.code = code ?? (status == Self.usage ? "USAGE" : "FAILED")
        self.details = details
    }

    /// A server that could not be talked to.
    init(_ error: LineClientError) {
        let code =
            switch error {
            case .noServer: "NOSERVER"
            case .permissionDenied: "NOPERMISSION"
            case .timedOut: "TIMEOUT"
            case .closedByServer: "CLOSED"
            case .unusableAddress, .malformedReply, .requestTooLong, .failed: "FAILED"
            }
        self.init(error.description, code: code)
    }

    /// A server that refused.
    init(refusal reply: ReplyLine, mailbox: String?) {
        self.init(RefusedReply.sentence(for: reply, mailbox: mailbox), code: reply.word, details: reply.fields)
    }
}
