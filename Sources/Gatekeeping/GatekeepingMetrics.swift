import Access
public import CoreMetrics
import Sealing
import VoicemailModel

/// What the core records of attempts, clients and lockouts.
///
/// Nothing here is touched by a request that is answered from memory.
public final class GatekeepingMetrics: Sendable {
    /// How a VERIFY or a CHANGE ended.
    enum AttemptOutcome: String, CaseIterable, Sendable {
        /// The PIN was right, or none is required.
        case granted
        case denied, locked, busy, unavailable
        /// The client went away before its hash began.
        case abandoned
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
    private let authentications: [Authentication: Counter]
    private let lockouts: [LockScope: Counter]
    private let expiredPINs: Counter
    private let busyReplies: Counter

    private let queueDepth: Meter
    private let queueCapacity: Meter
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
        authentications = Self.each(Authentication.allCases) {
            counter("vmgate_authentications_total", [("outcome", $0.rawValue)])
        }
        lockouts = Self.each([LockScope.mailbox, .source]) {
            counter("vmgate_lockouts_total", [("scope", $0.rawValue)])
        }
        expiredPINs = counter("vmgate_expired_reset_pins_total")
        busyReplies = counter("vmgate_busy_replies_total")
        queueDepth = meter("vmgate_hash_queue_depth")
        queueCapacity = meter("vmgate_hash_queue_max")
        running = meter("vmgate_hashes_running")
        workers = meter("vmgate_hash_workers")
        mailboxes = meter("vmgate_mailboxes")
        lockedMailboxes = meter("vmgate_mailboxes_locked")
        pins = Self.each(PINSeal.allCases) { meter("vmgate_pins", [("seal", $0.rawValue)]) }
        uptime = meter("vmgate_uptime_seconds")
    }

    /// Recorded nowhere.
    public static var none: GatekeepingMetrics { GatekeepingMetrics(factory: NOOPMetricsHandler.instance) }

    private static func each<Key: Hashable, Value>(_ keys: [Key], _ make: (Key) -> Value) -> [Key: Value] {
        Dictionary(uniqueKeysWithValues: keys.map { ($0, make($0)) })
    }

    // MARK: Requests

    /// A VERIFY or a CHANGE has ended.
    func attemptEnded(_ result: Result<AttemptOutcome, Refusal>, isGone: Bool) {
        switch result {
        case .success(let outcome): attempts[outcome]?.increment()
        // Whoever is told what is wrong with the new PIN knew the old one.
        case .failure(.policy): attempts[.granted]?.increment()
        case .failure(.busy): attempts[isGone ? .abandoned : .busy]?.increment()
        case .failure(.unavailable): attempts[.unavailable]?.increment()
        case .failure: break
        }
    }

    /// A request is refused, unless nobody is there any more.
    func refused(_ refusal: Refusal, isGone: Bool) {
        switch refusal {
        case .busy, .tooManyFailures: if !isGone { busyReplies.increment() }
        case .notPermitted, .notAuthenticated, .noMailbox, .exists, .badValue, .policy, .unavailable, .auditFull: break
        }
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

    // MARK: What is asked for when somebody looks

    func refresh(_ status: HashingStatus, uptimeSeconds: Double) {
        queueDepth.set(status.queueDepth)
        queueCapacity.set(status.queueCapacity)
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
