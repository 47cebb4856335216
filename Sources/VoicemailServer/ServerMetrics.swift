import Access
public import CoreMetrics
import Sealing
import VoicemailModel
import Wire

/// What the server records of requests, connections and lockouts.
///
/// Nothing here is touched by a request that is answered from memory, except for a look at whether it was one.
public final class ServerMetrics: Sendable {
    /// How a VERIFY or a CHANGE ended.
    enum AttemptOutcome: String, CaseIterable {
        /// The PIN was right, or none is required.
        case granted
        case denied, locked, busy, unavailable
        /// The client went away before its hash began.
        case abandoned
    }

    enum ProtocolError: String, CaseIterable {
        case framing, unknown, syntax, value
    }

    /// How an AUTH ended.
    enum Authentication: String, CaseIterable {
        case succeeded, failed
        /// Not looked at, as too many have failed.
        case refused
    }

    /// What the hash of a PIN is sealed with.
    enum PINSeal: String, CaseIterable {
        case active
        /// An older key: it is about to be resealed.
        case old
        case none
    }

    private let attempts: [AttemptOutcome: Counter]
    private let protocolErrors: [ProtocolError: Counter]
    private let authentications: [Authentication: Counter]
    private let lockouts: [LockScope: Counter]
    private let expiredPINs: Counter
    private let busyReplies: Counter
    private let defects: Counter

    private let open: [Role: Meter]
    private let accepted: Counter
    private let refused: Counter

    private let queueDepth: Meter
    private let running: Meter
    private let workers: Meter
    private let mailboxes: Meter
    private let lockedMailboxes: Meter
    private let pins: [PINSeal: Meter]
    private let uptime: Meter

    public init(factory: any MetricsFactory) {
        func counter(_ label: String, _ dimensions: [(String, String)] = []) -> Counter {
            Counter(label: label, dimensions: dimensions, factory: factory)
        }
        func meter(_ label: String, _ dimensions: [(String, String)] = []) -> Meter {
            Meter(label: label, dimensions: dimensions, factory: factory)
        }
        // Each is made now, so that it stands at zero before it first happens.
        attempts = Self.each(AttemptOutcome.allCases) { counter("vmgate_attempts_total", [("outcome", $0.rawValue)]) }
        protocolErrors = Self.each(ProtocolError.allCases) {
            counter("vmgate_protocol_errors_total", [("kind", $0.rawValue)])
        }
        authentications = Self.each(Authentication.allCases) {
            counter("vmgate_authentications_total", [("outcome", $0.rawValue)])
        }
        lockouts = Self.each([LockScope.mailbox, .source]) {
            counter("vmgate_lockouts_total", [("scope", $0.rawValue)])
        }
        expiredPINs = counter("vmgate_expired_reset_pins_total")
        busyReplies = counter("vmgate_busy_replies_total")
        defects = counter("vmgate_internal_defects_total")
        // The roles that a connection can have.
        open = Self.each([Role.frontend, .admin]) { meter("vmgate_connections_open", [("role", $0.rawValue)]) }
        accepted = counter("vmgate_connections_accepted_total")
        refused = counter("vmgate_connections_refused_total")
        queueDepth = meter("vmgate_hash_queue_depth")
        running = meter("vmgate_hashes_running")
        workers = meter("vmgate_hash_workers")
        mailboxes = meter("vmgate_mailboxes")
        lockedMailboxes = meter("vmgate_mailboxes_locked")
        pins = Self.each(PINSeal.allCases) { meter("vmgate_pins", [("seal", $0.rawValue)]) }
        uptime = meter("vmgate_uptime_seconds")
    }

    /// Recorded nowhere.
    public static var none: ServerMetrics { ServerMetrics(factory: NOOPMetricsHandler.instance) }

    private static func each<Key: Hashable, Value>(_ keys: [Key], _ make: (Key) -> Value) -> [Key: Value] {
        Dictionary(uniqueKeysWithValues: keys.map { ($0, make($0)) })
    }

    // MARK: Requests

    /// `reply` is about to leave as the answer to `command`, unless the client `isGone`.
    func answered(_ command: Command, with reply: Reply, isGone: Bool) {
        switch reply {
        case .failure(.busy), .failure(.tooManyFailures): if !isGone { busyReplies.increment() }
        case .failure(.internalDefect): defects.increment()
        default: break
        }
        switch command {
        case .verify, .change:
            if let outcome = AttemptOutcome(reply, isGone: isGone) { attempts[outcome]?.increment() }
        default: break
        }
    }

    /// What a client sent was no valid request.
    func refused(_ error: ReplyError) {
        if let kind = ProtocolError(error) { protocolErrors[kind]?.increment() }
    }

    func authenticationEnded(_ outcome: AuthenticationLimiter.Outcome) {
        switch outcome {
        case .succeeded: authentications[.succeeded]?.increment()
        case .failed: authentications[.failed]?.increment()
        case .released: break
        }
    }

    func authenticationRefused() {
        authentications[.refused]?.increment()
    }

    /// An attempt was denied at a mailbox whose PIN is of a reset too long ago.
    func resetPINHadExpired() {
        expiredPINs.increment()
    }

    func lockoutBegan(_ scope: LockScope) {
        lockouts[scope]?.increment()
    }

    // MARK: Connections

    func connectionAccepted() {
        accepted.increment()
    }

    func connectionRefused() {
        refused.increment()
    }

    func connectionsAreOpen(_ count: Int, _ role: Role) {
        open[role]?.set(count)
    }

    // MARK: What is asked for when somebody looks

    func refresh(_ status: HashingStatus, uptimeSeconds: Double) {
        queueDepth.set(status.queueDepth)
        running.set(status.running)
        workers.set(status.workers)
        uptime.set(uptimeSeconds)
    }

    func refresh(mailboxCount: Int) {
        mailboxes.set(mailboxCount)
    }

    func refresh(lockedMailboxCount: Int) {
        lockedMailboxes.set(lockedMailboxCount)
    }

    func refresh(_ seals: SealCounts, activeKey: String) {
        let active = seals.sealed[activeKey] ?? 0
        pins[.active]?.set(active)
        pins[.old]?.set(seals.sealed.values.reduce(0, +) - active)
        pins[PINSeal.none]?.set(seals.plain)
    }
}

extension ServerMetrics.AttemptOutcome {
    /// Nil for a reply that VERIFY and CHANGE do not give.
    fileprivate init?(_ reply: Reply, isGone: Bool) {
        switch reply {
        // Whoever is told what is wrong with the new PIN knew the old one.
        case .granted, .changed, .failure(.policy): self = .granted
        case .denied: self = .denied
        case .locked: self = .locked
        case .failure(.busy): self = isGone ? .abandoned : .busy
        case .failure(.unavailable): self = .unavailable
        default: return nil
        }
    }
}

extension ServerMetrics.ProtocolError {
    /// Nil for what is no mistake of the client's.
    fileprivate init?(_ error: ReplyError) {
        switch error {
        case .framing, .foreign, .noCommandFirst: self = .framing
        case .unknownCommand: self = .unknown
        case .syntax: self = .syntax
        case .badValue: self = .value
        default: return nil
        }
    }
}
