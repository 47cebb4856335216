public import Access
import Logging
public import VoicemailModel

/// Who asks something of the core, and by which request of which connection: what its answers, its audit rows and its log lines
/// are made for.
public struct Caller: Sendable {
    /// What holds for all requests of the connection, in one place: a caller is handed on with each request.
    private final class Connection: Sendable {
        let authorization: Authorization
        /// The operations that it may ask, a bit for each.
        let permitted: UInt64
        let seesAll: Bool
        let number: UInt64
        let address: String

        init(_ identity: ConnectionIdentity, _ number: UInt64, _ address: String) {
            let authorization = Authorization(identity)
            self.authorization = authorization
            permitted = Operation.allCases.reduce(0) { permitted, operation in
                authorization.objection(to: operation) == nil ? permitted | operation.bit : permitted
            }
            seesAll = identity.contexts == nil
            self.number = number
            self.address = address
        }
    }

    private let sender: Connection
    /// The request's number on its connection.
    public var request: UInt64

    public init(_ identity: ConnectionIdentity, connection: UInt64, request: UInt64 = 0, address: String = "") {
        sender = Connection(identity, connection, address)
        self.request = request
    }

    /// What it may ask.
    public var authorization: Authorization { sender.authorization }
    /// The connection's number.
    public var connection: UInt64 { sender.number }
    /// Where the connection comes from, as the log shows it.
    public var address: String { sender.address }

    /// Whether `Authorization` has no objection.
    func mayAsk(_ operation: Operation) -> Bool { sender.permitted & operation.bit != 0 }

    /// What `mailbox` is to the caller, as `Authorization` says.
    func seen(_ mailbox: MailboxID) -> MailboxID {
        sender.seesAll ? mailbox : sender.authorization.seen(mailbox)
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

extension Operation {
    /// Another one for each.
    fileprivate var bit: UInt64 {
        let place: UInt64 =
            switch self {
            case .information: 0
            case .access: 1
            case .verify: 2
            case .change: 3
            case .checkPIN: 4
            case .settings: 5
            case .prompt: 6
            case .prompts: 7
            case .announce: 8
            case .add: 9
            case .set: 10
            case .remove: 11
            case .reset: 12
            case .unlock: 13
            case .show: 14
            case .list: 15
            case .audit: 16
            case .key: 17
            case .messages: 18
            }
        return 1 << place
    }
}
