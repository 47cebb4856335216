/// A client's name: 1–32 of `A-Z a-z 0-9 _ -`.
public struct ClientName: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let text: String

    /// The name of whoever says none in AUTH, as in Redis.
    public static let unnamed = "default"

    public init?(_ text: some StringProtocol) {
        let isValid =
            Limits.clientNameLength.contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
        guard isValid else { return nil }
        self.text = String(text)
    }

    public var description: String { text }

    public static func < (left: ClientName, right: ClientName) -> Bool { left.text < right.text }
}

/// A program that may connect, who it is known by, and what it may do: one entry of the settings' `clients`.
public struct Client: Hashable, Sendable {
    public var name: ClientName
    public var role: Role
    /// The Argon2 string of its secret; nil when it does not use AUTH.
    public var secretHash: String?
    /// Where it may come from over TCP; empty is anywhere.
    public var networks: [Network]
    /// The contexts whose mailboxes it sees; nil is all of them.
    public var contexts: Set<String>?
    /// Whether its word counts that a caller's device is authenticated: `ACCESS … TRUSTED`.
    public var isTrusted: Bool
    /// The names in a TLS client certificate that are this client: DNS names or URIs, to the letter.
    public var certificateNames: [String]
    /// The users of the machine that are this client on the Unix socket.
    public var userIDs: [UInt32]

    public init(
        name: ClientName, role: Role, secretHash: String? = nil, networks: [Network] = [],
        contexts: Set<String>? = nil, isTrusted: Bool = false, certificateNames: [String] = [],
        userIDs: [UInt32] = []
    ) {
        self.name = name
        self.role = role
        self.secretHash = secretHash
        self.networks = networks
        self.contexts = contexts
        self.isTrusted = isTrusted
        self.certificateNames = certificateNames
        self.userIDs = userIDs
    }
}
