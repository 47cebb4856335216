public import Access
import Logging
import NIOCore
import Sealing
import VoicemailModel

/// The rules of the service: who gets in, and in which time they are told.
public struct CoreRules: Sendable {
    public var access: AccessRules
    /// Time within which a request is answered, hash and commits included.
    public var deadline: Duration

    public init(access: AccessRules = AccessRules(), deadline: Duration) {
        self.access = access
        self.deadline = deadline
    }

    /// Time within which its hashes have ended: the rest is for the commit of what they say, which gathers some
    /// milliseconds and then waits for the disk.
    var hashDeadline: Duration { deadline - min(.milliseconds(25), deadline / 8) }

    /// After which nobody settles an attempt any more: it has been answered, and its hash, begun in the last moment, has ended.
    var attemptSeconds: Int64 { deadline.components.seconds + 1 + Limits.longestHashSeconds }
}

/// What the parts of the core share: where they live, and what they ask.
final class CoreParts {
    let loop: any EventLoop
    let store: any MailboxStore
    let hasher: any PINHasher
    let clock: any ServerClock
    let rules: CoreRules
    /// This node's name among those that share the store; empty where there is one.
    let node: String
    let metrics: GatekeepingMetrics
    let logger: Logger
    /// Nil where PINs are not sealed.
    let sealing: SealParts?
    /// Whether clients are configured, so that connections have their names.
    var hasClients = false

    init(
        loop: any EventLoop, store: any MailboxStore, hasher: any PINHasher, clock: any ServerClock, rules: CoreRules,
        node: String = "", metrics: GatekeepingMetrics = .none, logger: Logger, sealing: SealParts? = nil
    ) {
        self.loop = loop
        self.store = store
        self.hasher = hasher
        self.clock = clock
        self.rules = rules
        self.node = node
        self.metrics = metrics
        self.logger = logger
        self.sealing = sealing
    }

    /// Whether other nodes change what is in the store, so that what is in memory may be older.
    var sharesStore: Bool { !node.isEmpty }

    // MARK: Callers

    /// Whose turns the caller's work takes: before the hashing queue, and before the store.
    func flow(of caller: Caller) -> HashingFlow {
        hasClients ? .client(caller.client) : .connection(caller.connection)
    }

    /// The terms of a transaction for `caller`, who takes turns with others before the store as before the hashing queue.
    func terms(
        for caller: Caller, by deadline: ContinuousClock.Instant, mayWait: Bool = false, isOwed: Bool = false
    ) -> TransactionTerms {
        TransactionTerms(by: deadline, flow: flow(of: caller).number, mayWait: mayWait, isOwed: isOwed)
    }

    /// Who the caller is to whoever compares requests.
    func asker(of caller: Caller) -> String {
        hasClients ? "client \(caller.client)" : caller.address
    }

    // MARK: Hashes, which are sealed in memory as they are in the store

    /// A mailbox's hash, as something is compared with it.
    func storedHash(of pin: PINRecord, in id: MailboxID) -> any EncodedHash {
        sealing?.sealer.hash(of: pin, in: id) ?? pin.encodedHash
    }

    /// One of the mailbox's earlier hashes, as something is compared with it.
    func storedEarlierHash(_ text: String, in id: MailboxID) -> any EncodedHash {
        sealing?.sealer.earlierHash(text, in: id) ?? text
    }

    /// How a mailbox's PINs are kept.
    func keeping(of id: MailboxID) -> PINKeeping {
        let (sealer, count) = (sealing?.sealer, rules.access.rememberedPINs)
        return PINKeeping(
            following: { former, pin in
                guard count > 0, let former else {
                    return pin.following(former, formerHash: nil, remembering: count)
                }
                let hash = sealer.map { $0.earlierHash(of: former, in: id) } ?? former.encodedHash
                return pin.following(former, formerHash: hash, remembering: count)
            },
            stored: { pin in
                guard let sealer, pin.seal == nil else { return pin }
                return sealer.seal(pin, for: id)
            })
    }
}
