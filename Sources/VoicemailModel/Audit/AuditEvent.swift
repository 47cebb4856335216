/// Something that was granted, refused or changed: what the audit keeps of it.
///
/// It holds nothing that a caller typed as a PIN, right or wrong, nor anything made of it. Every text in it is a word of this
/// program or a value that was checked (a mailbox, a source, a settings field).
public struct AuditEvent: Hashable, Sendable {
    /// What happened.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// An ACCESS that lets in without a PIN, or that asks for one where the device's word was not enough.
        case access
        case verify
        case change
        /// A lockout began, of a mailbox or of a source.
        case lockout
        case unlock
        case reset
        /// Settings of a mailbox were changed.
        case settings
        case mailboxAdded = "mailbox_added"
        case mailboxRemoved = "mailbox_removed"
        /// A client authenticated, or was refused. Of a refused one the name is kept only if it is a configured client's:
        /// anything else may be a secret in the wrong place.
        case client
        /// A key that the audit has not told of yet: the server has started with it for the first time.
        case keyMade = "key_made"
        case keyRotated = "key_rotated"
        case keyDropped = "key_dropped"
        /// A stored hash that its key does not open: altered, moved from another mailbox, or rolled back.
        case sealBroken = "seal_broken"
        case serverStarted = "server_started"
        case serverStopped = "server_stopped"
        /// Rows older than they are kept were removed.
        case retention
        /// The chain's state was found altered when the server started: what comes before this row is not to be trusted.
        case auditDamaged = "audit_damaged"
    }

    public enum Outcome: String, Hashable, Sendable, CaseIterable {
        case granted
        case denied
        case locked
        /// It was not done: a new PIN that breaks a rule, a hash that is not opened.
        case refused
        case done
    }

    /// Why the outcome is what it is.
    public enum Reason: Hashable, Sendable {
        case pinVerified, pinNotRequired
        /// `access.pinless = trusted`: the front end vouched for the device, or did not.
        case deviceTrusted, deviceNotTrusted
        case wrongPIN, unknownMailbox, noPINSet, pinExpired
        /// What is locked.
        case mailboxLocked, sourceLocked
        /// The old PIN was right and the new one breaks this rule.
        case policy(rule: String)
        /// How a client is known, or why it is not.
        case secret, certificate, peerUser
        case wrongSecret, unknownClient, wrongNetwork

        public var text: String {
            switch self {
            case .pinVerified: "pin_verified"
            case .pinNotRequired: "pin_not_required"
            case .deviceTrusted: "device_trusted"
            case .deviceNotTrusted: "device_not_trusted"
            case .wrongPIN: "wrong_pin"
            case .unknownMailbox: "unknown_mailbox"
            case .noPINSet: "no_pin_set"
            case .pinExpired: "pin_expired"
            case .mailboxLocked: "mailbox_locked"
            case .sourceLocked: "source_locked"
            case .policy(let rule): "policy_\(rule)"
            case .secret: "secret"
            case .certificate: "certificate"
            case .peerUser: "peer_user"
            case .wrongSecret: "wrong_secret"
            case .unknownClient: "unknown_client"
            case .wrongNetwork: "wrong_network"
            }
        }
    }

    public var time: UnixTime
    public var kind: Kind
    public var outcome: Outcome
    public var reason: Reason?
    public var mailbox: MailboxID?
    /// Whether there is no such mailbox for whoever asks: what stands in its place may be anything, such as a PIN, and the row has
    /// another name for it.
    public var isMailboxUnknown: Bool
    public var source: Source?
    /// The name of the client that asked.
    public var client: String?
    /// The connection's and the request's number, as in the log.
    public var connection: UInt64?
    public var request: UInt64?
    /// How many answers this stands for: more than one where they were repeats that cost no hash.
    public var repeats: Int
    /// More about it.
    public var details: [AuditDetail]

    /// The key that it is about.
    public var key: String? { details.first { $0.key == "key" }?.value }

    public init(
        time: UnixTime, kind: Kind, outcome: Outcome, reason: Reason? = nil, mailbox: MailboxID? = nil,
        isMailboxUnknown: Bool = false, source: Source? = nil, client: String? = nil, connection: UInt64? = nil,
        request: UInt64? = nil, repeats: Int = 1, details: [AuditDetail] = []
    ) {
        self.time = time
        self.kind = kind
        self.outcome = outcome
        self.reason = reason
        self.mailbox = mailbox
        self.isMailboxUnknown = isMailboxUnknown
        self.source = source
        self.client = client
        self.connection = connection
        self.request = request
        self.repeats = repeats
        self.details = details
    }
}
