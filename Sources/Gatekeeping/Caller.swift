public import Access
import Logging
public import VoicemailModel

/// Who asks something of the core, and by which request of which connection: what its answers, its audit rows and its log lines
/// are made for.
public struct Caller: Sendable {
    /// What it may ask.
    public let authorization: Authorization
    /// The connection's number.
    public let connection: UInt64
    /// The request's number on that connection.
    public var request: UInt64
    /// Where the connection comes from, as the log shows it.
    public let address: String

    public init(_ identity: ConnectionIdentity, connection: UInt64, request: UInt64 = 0, address: String = "") {
        authorization = Authorization(identity)
        self.connection = connection
        self.request = request
        self.address = address
    }

    /// Its name.
    public var client: String { authorization.identity.name }

    /// For the audit.
    func subject(_ mailbox: MailboxID? = nil, source: Source? = nil) -> AuditSubject {
        AuditSubject(mailbox: mailbox, source: source, client: client, connection: connection, request: request)
    }

    /// What the log lines of one request have in common, and what this one says besides.
    func metadata(_ fields: Logger.Metadata) -> Logger.Metadata {
        let own: Logger.Metadata = ["connection": "\(connection)", "request": "\(request)", "client": "\(client)"]
        return own.merging(fields) { $1 }
    }
}

extension Source {
    /// For the log.
    var metadata: Logger.MetadataValue { "\(self)" }
}
