public import Access
public import Logging
public import NIOCore
public import VoicemailModel
import Wire

/// Runs what the ledgers decide: the one place where mailboxes in memory, the store and the hashing threads meet.
///
/// Its executor is the event loop that also serves the connections. So a channel handler may ask it synchronously
/// (`assumeIsolated`), nothing here needs a lock, and what hashes or writes goes to other threads and comes back.
public actor Gatekeeper {
    public struct Rules: Sendable {
        public var lockout: Lockout
        public var sourceLimit: SourceLimit
        /// Time within which an attempt is answered, hash and commits included.
        public var deadline: Duration
        /// How old a PIN may be.
        public var ages: PINAges
        /// A new PIN is none of so many last ones, the one in force among them.
        public var history: Int
        /// When `enable_voicemail_pin=false` is honoured.
        public var pinless: PinlessRule

        public init(
            lockout: Lockout, sourceLimit: SourceLimit, deadline: Duration, ages: PINAges = PINAges(), history: Int = 0,
            pinless: PinlessRule = .always
        ) {
            self.lockout = lockout
            self.sourceLimit = sourceLimit
            self.deadline = deadline
            self.ages = ages
            self.history = history
            self.pinless = pinless
        }

        /// Time within which its hashes have ended: the rest is for the commit of what they say, which gathers some
        /// milliseconds and then waits for the disk.
        var hashDeadline: Duration { deadline - min(.milliseconds(25), deadline / 8) }

        /// PINs that are remembered besides the one in force.
        var rememberedPINs: Int { max(0, history - 1) }
    }

    nonisolated let eventLoop: any EventLoop
    private nonisolated let executor: any SerialExecutor
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    let rules: Rules
    /// What a new PIN must be like; another blocklist can take the place of its own.
    private(set) var policy: PINPolicy
    /// Who may connect, and as what; others can take their place.
    var clients: ClientList
    let store: any MailboxStore
    let hasher: any PINHasher
    let clock: any ServerClock
    let logger: Logger
    let speech: Speech
    let version: String
    let auditObjection: String?
    let started: UnixTime
    let metrics: ServerMetrics
    /// Nil where PINs are not sealed.
    let seals: Seals?
    var sealing = SealingProgress()
    /// What INFO says besides.
    let figures: @Sendable () -> [(key: String, value: String)]
    var phase = Phase.starting

    var mailboxes = BoundedCache<MailboxID, MailboxEntry>(capacity: Limits.cachedMailboxes)
    var quietMailboxes = QuietMailboxes()
    var kinds: MailboxKinds
    /// What reads the settings of all mailboxes into memory after the start.
    var settingsReader: Task<Void, Never>?
    var sources = BoundedCache<Source, SourceEntry>(capacity: Limits.sources)
    /// What is being hashed and no ledger counts: new PINs, and the secrets of AUTH.
    var hashes: [OperationID: CheckedContinuation<HashingResult?, Never>] = [:]
    var authenticationLimiter = AuthenticationLimiter()
    var unseenAuthenticationLog = LogThrottle()
    /// The AUTHs that wait for the limiter.
    var authenticationTurns: [OperationID: CheckedContinuation<AuthenticationTurn, Never>] = [:]
    private var loadingMailboxes: [MailboxID: [CheckedContinuation<Result<Void, StoreError>, Never>]] = [:]
    private var loadingSources: [Source: [CheckedContinuation<Result<Void, StoreError>, Never>]] = [:]
    private var lastOperation: OperationID = 0
    var storeHealth = StoreHealth()
    /// Attempts that wait to be counted on disk before they are hashed.
    var uncountedAttempts = 0
    /// What is owed to whom.
    var owedAnswers = OwedAnswers()
    /// Admins' requests that hash, some at a time.
    var administrationTurns = Turnstile()
    /// What it costs to deny a PIN where there is none to compare with.
    var decoyCosts: DecoyCosts
    /// For clients that repeat what they have asked.
    var keptAnswers = KeptAnswers()
    /// The connections whose clients send no more.
    var endedInputs: Set<UInt64> = []
    /// What the audit says of tries at what is locked, and who waits for its row.
    var refusals = RefusalTally()
    var refusalsWaiting: [RefusalTally.Subject: [CheckedContinuation<Bool, Never>]] = [:]
    var refusalsAreDue = false

    /// - Parameters:
    ///   - eventLoop: the loop that also serves the connections.
    ///   - policy: what a new PIN must be like.
    ///   - auditObjection: what was found wrong with the audit, to be recorded on the start.
    ///   - clients: who may connect, and as what.
    ///   - hashCosts: what the PINs' hashes cost, as the store counts them; nil where all cost what this server's own do.
    ///   - metrics: where attempts, lockouts and connections are recorded.
    ///   - seals: what seals the PINs' hashes; nil where they are kept as they are.
    ///   - figures: what INFO says besides; called on the event loop.
    public init(
        eventLoop: any EventLoop, rules: Rules, policy: PINPolicy = PINPolicy(), store: any MailboxStore,
        hasher: any PINHasher, clock: any ServerClock, speech: sending Speech, version: String, logger: Logger,
        auditObjection: String? = nil, clients: ClientList = .none, hashCosts: HashCosts? = nil,
        metrics: ServerMetrics = .none, seals: Seals? = nil,
        figures: @escaping @Sendable () -> [(key: String, value: String)] = { [] }
    ) {
        self.eventLoop = eventLoop
        self.executor = eventLoop.executor
        self.rules = rules
        self.policy = policy
        self.clients = clients
        self.store = store
        self.hasher = hasher
        self.clock = clock
        kinds = MailboxKinds(defaults: speech.defaults)
        self.speech = speech
        self.version = version
        self.logger = logger
        self.auditObjection = auditObjection
        decoyCosts = DecoyCosts(hashCosts)
        self.metrics = metrics
        self.seals = seals
        self.figures = figures
        started = clock.now
    }

    /// PINs that were chosen before stay in force, as when any rule changes.
    func replaceBlocklist(with next: PINBlocklist) {
        policy.blocklist = next
    }

    /// The answer to `request` when it can be given from memory, at once; nil when `answer` must be awaited.
    ///
    /// Without closures: each would find out anew whether it runs on this actor, which takes as long as half an answer.
    func answerNow(_ request: Request) -> Reply? {
        switch request {
        case .ping(let text):
            guard let text else { return .pong }
            return .text(text)
        case .checkPIN(let candidate, let mailbox):
            // The number alone is looked at, whether there is such a mailbox or not.
            guard let violation = policy.violation(of: candidate, for: mailbox) else { return .acceptable }
            return .rejected(violation)
        case .prompts: return speech.prompts
        case .prompt(let id, .languages(let tags)): return speech.prompt(id, in: tags)
        case .prompt(let id, .mailbox(let mailbox)):
            return voiceNow(of: mailbox)?.prompt(id)
        case .announce(let time, .language(let tag, let clock, let zone), let isRelative):
            return speech.voice(Voice.Wish(language: tag, clock: clock, zone: zone))
                .announce(time, relativeTo: isRelative ? self.clock.calendarNow : nil)
        case .announce(let time, .mailbox(let mailbox), let isRelative):
            return voiceNow(of: mailbox)?.announce(time, relativeTo: isRelative ? clock.calendarNow : nil)
        case .settings(let mailbox): return settingsNow(of: mailbox)
        case .access(let mailbox, _, let isTrusted):
            guard let entry = mailboxes[mailbox] else { return nil }
            return accessNow(to: entry, isTrusted: isTrusted)
        case .verify, .change, .add, .set, .remove, .reset, .unlock, .unlockSource, .show, .list, .audit, .key, .info:
            return nil
        case .quit, .help, .whoAmI, .authenticate, .acknowledge, .hello, .replication: return nil
        }
    }

    /// Answers `request`, whatever it takes.
    func answer(_ request: Request, from origin: RequestOrigin) async -> Reply {
        switch request {
        case .verify(let id, let candidate, let source):
            return await verify(id, candidate: candidate, source: source, from: origin)
        case .change(let id, let old, let new, let source):
            return await change(id, old: old, new: new, source: source, from: origin)
        case .add(let id, let pin, let assignments, let mustChange):
            return await add(id, pin, assignments, mustChange: mustChange, from: origin)
        case .set(let id, let assignments, let pin): return await set(id, assignments, pin, from: origin)
        case .remove(let id): return await remove(id, from: origin)
        case .reset(let id, let pin): return await reset(id, pin, from: origin)
        case .unlock(let id): return await unlock(id, from: origin)
        case .unlockSource(let source, let contexts):
            return await unlock(source, seenFrom: contexts, from: origin)
        case .show(let id): return await show(id, from: origin)
        case .list(let query): return await list(query, from: origin)
        case .audit(let query): return await audit(query, from: origin)
        case .key(.status): return await keyStatus()
        case .key(.rotate): return await rotateKey(from: origin)
        case .info(let isForAdmin): return await information(isForAdmin: isForAdmin)
        case .access(let id, let source, let isTrusted):
            return await access(to: id, source: source, isTrusted: isTrusted, from: origin)
        case .settings(let id), .prompt(_, .mailbox(let id)), .announce(_, .mailbox(let id), _):
            guard (try? await entry(for: id, from: origin)) != nil else { return .failure(.unavailable) }
        case .ping, .checkPIN, .prompts, .prompt(_, .languages), .announce(_, .language, _): break
        case .quit, .help, .whoAmI, .authenticate, .acknowledge, .hello, .replication: break
        }
        return answerNow(request) ?? .failure(.internalDefect(id: makeDefect("no answer for this request", origin)))
    }

    /// Nil when the mailbox requires no PIN: to let its caller in, or not, writes a row of the audit, which takes a commit.
    private func accessNow(to entry: MailboxEntry, isTrusted: Bool) -> Reply? {
        let language = voice(of: entry).language
        let mayBePinless = rules.pinless.grants(isTrusted: isTrusted)
        let settings = entry.mailbox?.settings
        switch AccessDecision(settings: settings, ledger: entry.ledger, now: clock.now, mayBePinless: mayBePinless) {
        case .granted: return nil
        case .pinRequired where settings?.requiresPIN == false: return nil
        case .pinRequired(let attemptsLeft):
            return .pinRequired(entry.id, attemptsLeft: attemptsLeft, language: language)
        case .locked(let lock): return locked(entry.id, lock, language: language)
        }
    }

    private func access(to id: MailboxID, source: Source?, isTrusted: Bool, from origin: RequestOrigin) async -> Reply {
        guard let entry = try? await entry(for: id, from: origin) else { return .failure(.unavailable) }
        if let reply = accessNow(to: entry, isTrusted: isTrusted) { return reply }
        let isWordNeeded = !rules.pinless.grants(isTrusted: false)
        if isWordNeeded, !isTrusted {
            let event = auditEvent(.access, .denied, .deviceNotTrusted, mailbox: id, source: source, from: origin)
            guard await record(event, for: origin) else { return .failure(.unavailable) }
            return .pinRequired(id, attemptsLeft: entry.ledger.attemptsLeft, language: voice(of: entry).language)
        }
        let reason: AuditEvent.Reason = isWordNeeded ? .deviceTrusted : .pinNotRequired
        return await grantWithoutPIN(entry, .access, reason, source: source, from: origin)
    }

    func locked(_ id: MailboxID, _ lock: AttemptRecord.Lock, language: LanguageTag) -> Reply {
        .locked(id, .mailbox, retryAfter(lock), language: language)
    }

    func retryAfter(_ lock: AttemptRecord.Lock) -> RetryAfter {
        switch lock {
        case .open: .seconds(0)
        case .until(let end): retryAfter(end)
        case .forever: .never
        }
    }

    /// Whole seconds, rounded up: who waits as long as told finds it open.
    func retryAfter(_ end: UnixTime) -> RetryAfter {
        .seconds((max(0, end.milliseconds(since: clock.now)) + 999) / 1000)
    }

    func nextOperation() -> OperationID {
        lastOperation += 1
        return lastOperation
    }

    /// Logs a defect of ours under an id that the client is told.
    func makeDefect(_ what: String, _ origin: RequestOrigin) -> String {
        let id = String(UInt32.random(in: .min ... .max), radix: 16)
        logger.error("internal defect", metadata: origin.metadata(["defect": "\(id)", "what": "\(what)"]))
        return id
    }

    // MARK: Entries

    /// The entry of `id`, read from the store when it is not in memory. To be used before the next suspension: later it
    /// may have been forgotten, unless something is going on with it.
    func entry(for id: MailboxID, from origin: RequestOrigin) async throws(StoreError) -> MailboxEntry {
        while true {
            if let entry = mailboxes[id] { return entry }
            let isFirst = loadingMailboxes[id] == nil
            let loaded = await withCheckedContinuation { continuation in
                loadingMailboxes[id, default: []].append(continuation)
                guard isFirst else { return }
                store.load(id) { result in
                    self.onLoop { $0.loaded(id, result, origin) }
                }
            }
            try loaded.get()
        }
    }

    func entry(for source: Source, from origin: RequestOrigin) async throws(StoreError) -> SourceEntry {
        while true {
            if let entry = sources[source] { return entry }
            let isFirst = loadingSources[source] == nil
            let loaded = await withCheckedContinuation { continuation in
                loadingSources[source, default: []].append(continuation)
                guard isFirst else { return }
                store.load(source) { result in
                    self.onLoop { $0.loaded(source, result, origin) }
                }
            }
            try loaded.get()
        }
    }

    private func loaded(_ id: MailboxID, _ result: Result<StoredMailbox, StoreError>, _ origin: RequestOrigin) {
        let waiting = loadingMailboxes.removeValue(forKey: id) ?? []
        if case .success(let stored) = result {
            let attempts = rules.lockout.bounded(stored.attempts, now: clock.now)
            let ledger = AttemptLedger(record: attempts, lockout: rules.lockout)
            var mailbox = stored.mailbox
            if let pin = stored.mailbox?.pin { mailbox?.pin = rules.ages.bounded(pin, now: clock.now) }
            insert(MailboxEntry(id: id, mailbox: mailbox, ledger: ledger))
        }
        resume(waiting, with: result.map { _ in }, "a mailbox could not be read", origin)
    }

    private func loaded(_ source: Source, _ result: Result<SourceRecord?, StoreError>, _ origin: RequestOrigin) {
        let waiting = loadingSources.removeValue(forKey: source) ?? []
        if case .success(let record) = result {
            let ledger = SourceLedger(record: record, limit: rules.sourceLimit, now: clock.now)
            sources.insert(SourceEntry(source: source, ledger: ledger), for: source)
        }
        resume(waiting, with: result.map { _ in }, "a source could not be read", origin)
    }

    private func resume(
        _ waiting: [CheckedContinuation<Result<Void, StoreError>, Never>], with result: Result<Void, StoreError>,
        _ message: Logger.Message, _ origin: RequestOrigin
    ) {
        if case .failure(let error) = result {
            // Others may have waited for the same; this is who asked first.
            logger.error(message, metadata: origin.metadata(["error": "\(error)"]))
        }
        for continuation in waiting {
            continuation.resume(returning: result)
        }
    }

    /// Comes back to this actor from another thread.
    nonisolated func onLoop(_ body: @escaping @Sendable (isolated Gatekeeper) -> Void) {
        eventLoop.execute {
            self.assumeIsolated { body($0) }
        }
    }
}
