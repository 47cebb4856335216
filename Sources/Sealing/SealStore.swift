public import VoicemailModel

/// What a store says of the seals in it. Calls return at once; completions run later, on any thread.
public protocol SealStore: Sendable {
    /// Reads which key seals the hashes of up to `count` mailboxes after `mailbox` (from the first when nil).
    func seals(
        after mailbox: MailboxID?, count: Int, completion: @escaping @Sendable (Result<SealPage, StoreError>) -> Void)

    /// Counts the hashes by what seals them.
    func sealCounts(completion: @escaping @Sendable (Result<SealCounts, StoreError>) -> Void)

    /// Reads which keys the audit says were added and does not yet say were dropped.
    func auditedKeys(completion: @escaping @Sendable (Result<Set<String>, StoreError>) -> Void)

    /// Gives the active key its state in the store, takes away those of keys that seal nothing any more, and seals the store's
    /// own secrets with the active one: after this only what `sealCounts` counts needs an older key.
    ///
    /// - Parameter isSealed: whether from now on a hash that is not sealed was put there by somebody else.
    func finishSealing(isSealed: Bool, completion: @escaping @Sendable (Result<Void, StoreError>) -> Void)

    /// Adds up all seals: false when some were removed, or put back as they were before. Takes seconds for a million.
    func addUpSeals(completion: @escaping @Sendable (Result<Bool, StoreError>) -> Void)

    /// Ends what `addUpSeals` has begun: its completion is told of a failure.
    func stopAddingUp()
}

public struct SealPage: Sendable {
    /// The mailboxes with a PIN, each with its key; nil for a hash that has no seal.
    public var mailboxes: [(id: MailboxID, key: String?)]
    /// The last mailbox that was looked at, when more follow it.
    public var next: MailboxID?

    public init(mailboxes: [(id: MailboxID, key: String?)], next: MailboxID?) {
        self.mailboxes = mailboxes
        self.next = next
    }
}

public struct SealCounts: Hashable, Sendable {
    /// Sealed hashes, by the name of their key.
    public var sealed: [String: Int]
    /// Hashes that are not sealed.
    public var plain: Int

    public init(sealed: [String: Int], plain: Int) {
        self.sealed = sealed
        self.plain = plain
    }
}
