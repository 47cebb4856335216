public import Access
public import Logging
public import NIOCore
public import VoicemailModel

/// The core of the service, which every front end calls with typed values: who gets in, what callers are told, what admins change.
///
/// It is the public face of its parts, each of which has one job and a state of its own. All of them live on one event loop, which
/// is this actor's executor: a front end on that loop may ask synchronously (`assumeIsolated`), nothing here needs a lock, and what
/// hashes or writes goes to other threads and comes back. Each call is authorized, answered once, and in time.
public actor Gatekeeper {
    /// What the core is made of, besides its rules.
    public struct Equipment: Sendable {
        public var store: any MailboxStore
        public var hasher: any PINHasher
        public var clock: any ServerClock
        public var logger: Logger
        public var metrics: GatekeepingMetrics
        /// Nil where PINs are not sealed.
        public var sealing: SealParts?
        /// What the PINs' hashes cost, as the store counts them; nil where all cost what this server's own do.
        public var hashCosts: HashCosts?
        /// This node's name among those that share the store; empty where there is one.
        public var node: String

        public init(
            store: any MailboxStore, hasher: any PINHasher, clock: any ServerClock, logger: Logger,
            metrics: GatekeepingMetrics = .none, sealing: SealParts? = nil, hashCosts: HashCosts? = nil,
            node: String = ""
        ) {
            self.store = store
            self.hasher = hasher
            self.clock = clock
            self.logger = logger
            self.metrics = metrics
            self.sealing = sealing
            self.hashCosts = hashCosts
            self.node = node
        }
    }

    /// What is read again while the service runs; nil where something stays as it is.
    public struct Keepers: Sendable {
        public var clients: FileKeeper<ClientList>?
        public var blocklist: FileKeeper<PINBlocklist>?
        public var zones: ZoneKeeper?

        public init(
            clients: FileKeeper<ClientList>? = nil, blocklist: FileKeeper<PINBlocklist>? = nil,
            zones: ZoneKeeper? = nil
        ) {
            self.clients = clients
            self.blocklist = blocklist
            self.zones = zones
        }
    }

    /// What INFO says besides what the core knows, in order.
    public typealias Figures = @Sendable (_ isAdmin: Bool) -> [(key: String, value: String)]

    enum Phase {
        case starting, serving, stopping
    }

    public nonisolated let eventLoop: any EventLoop
    private nonisolated let executor: any SerialExecutor
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    public nonisolated let version: String
    let parts: CoreParts
    let reads: StoreReads
    let mailboxes: MailboxDirectory
    let sources: SourceDirectory
    let journal: AuditJournal
    let repeats: Repeats
    let runner: AttemptRunner
    let gate: ClientGate
    let administrator: MailboxAdministrator
    let speech: Speech
    /// Nil where PINs are not sealed, and before the start.
    var sealKeeper: SealKeeper?
    let keepers: Keepers
    let auditObjection: String?
    /// What INFO says besides.
    let figures: Figures
    let started: UnixTime

    /// What a new PIN must be like.
    var policy: PINPolicy
    var phase = Phase.starting
    /// Who waits for the start.
    var whenStarted: [CheckedContinuation<Void, Never>] = []
    /// Who is told that there are other clients.
    var clientObservers: [@Sendable (ClientList, ClientChange) -> Void] = []
    /// What reads the settings of all mailboxes into memory after the start.
    var settingsReader: Task<Void, Never>?
    /// What is owed to whom.
    private var owedAnswers = OwedAnswers()
    /// The same of clients, which have more time.
    private var owedIdentities = OwedAnswers()
    /// Whatever is answered by a task of its own, but for pages, which have a lane already: what a task does is in no turn of the
    /// event loop.
    private let tasks: LaneTurns
    /// Admins' requests that hash, some at a time.
    let administrationTurns: LaneTurns
    /// How many mailboxes there are, and how many of them are locked; nil when the store does not answer.
    let mailboxCounts = SharedAnswer<Result<Int, StoreError>>()
    let lockedMailboxCounts = SharedAnswer<Int?>()

    /// - Parameters:
    ///   - eventLoop: where the core lives; a front end may live there too.
    ///   - policy: what a new PIN must be like.
    ///   - auditObjection: what was found wrong with the audit, to be recorded on the start.
    ///   - clients: who may connect, and as what.
    ///   - figures: what INFO says besides, to an admin or to somebody else; called on the event loop.
    public init(
        eventLoop: any EventLoop, rules: CoreRules, equipment: Equipment, speech: sending Speech,
        policy: PINPolicy = PINPolicy(), clients: ClientList = .none, keepers: Keepers = Keepers(), version: String,
        auditObjection: String? = nil, figures: @escaping Figures = { _ in [] }
    ) {
        self.eventLoop = eventLoop
        executor = eventLoop.executor
        self.version = version
        self.speech = speech
        self.policy = policy
        self.keepers = keepers
        self.auditObjection = auditObjection
        self.figures = figures
        started = equipment.clock.now
        let (store, clock, logger) = (equipment.store, equipment.clock, equipment.logger)
        let parts = CoreParts(
            loop: eventLoop, store: store, hasher: equipment.hasher, clock: clock, rules: rules,
            node: equipment.node, metrics: equipment.metrics, logger: logger, sealing: equipment.sealing)
        let reads = StoreReads(parts)
        let mailboxes = MailboxDirectory(
            loop: eventLoop, store: store, reads: reads, rules: rules.access, clock: clock, logger: logger,
            hashCosts: equipment.hashCosts)
        let sources = SourceDirectory(
            loop: eventLoop, store: store, reads: reads, limit: rules.access.sourceLimit, clock: clock, logger: logger)
        let journal = AuditJournal(
            loop: eventLoop, store: store, clock: clock, logger: logger, patience: rules.deadline)
        let repeats = Repeats(
            loop: eventLoop, clock: clock, logger: logger, mailboxes: mailboxes, keepsAnswers: !parts.sharesStore)
        let desk = HashingDesk(parts)
        self.parts = parts
        self.reads = reads
        administrationTurns = LaneTurns(.init(atOnce: 1, waiting: .max), on: eventLoop, by: clock)
        tasks = LaneTurns(
            .init(atOnce: Limits.tasksAtOnce, waiting: Limits.requestsPerClient), on: eventLoop, by: clock)
        self.mailboxes = mailboxes
        self.sources = sources
        self.journal = journal
        self.repeats = repeats
        runner = AttemptRunner(
            parts, mailboxes: mailboxes, sources: sources, journal: journal, repeats: repeats, policy: policy)
        gate = ClientGate(parts, journal: journal, desk: desk, clients: clients)
        administrator = MailboxAdministrator(
            parts, mailboxes: mailboxes, sources: sources, journal: journal, repeats: repeats, desk: desk,
            speech: speech, policy: policy)
    }

    var clock: any ServerClock { parts.clock }
    var store: any MailboxStore { parts.store }
    var logger: Logger { parts.logger }
    var rules: CoreRules { parts.rules }

    func authorize(_ operation: Operation, _ caller: Caller) throws(Refusal) {
        if let refusal = refusal(of: operation, to: caller) { throw refusal }
    }

    /// Nil when `caller` may.
    func refusal(of operation: Operation, to caller: Caller) -> Refusal? {
        guard !caller.mayAsk(operation) else { return nil }
        return .notPermitted(
            caller.authorization.objection(to: operation) ?? "\(operation.rawValue) is not permitted")
    }

    // MARK: In time

    /// When a request that comes now is to be answered.
    var due: ContinuousClock.Instant { clock.instant.advanced(by: rules.deadline) }

    /// An answer that is given within the deadline and a moment, whatever who works on it waits for. `completion` is called once, on
    /// the event loop, and not before this returns.
    func owed<Value: Sendable>(
        _ completion: @escaping @Sendable (Result<Value, Refusal>) -> Void
    ) -> OwedAnswer<Value> {
        let tell = eventLoop.receiver(completion)
        let answer = OwedAnswer<Value> { result, isGone in
            if case .failure(let refusal) = result { self.parts.metrics.refused(refusal, isGone: isGone) }
            tell(self.explained(result))
        }
        owe(answer, within: rules.deadline)
        return answer
    }

    /// Has somebody told when this answer is overdue, whatever whoever works on it waits for.
    func owe(_ answer: any OwedAnswers.Debt, within time: Duration) {
        let isFirst = owedAnswers.isEmpty && owedIdentities.isEmpty
        let due = clock.instant + time + Self.grace
        if time == rules.deadline {
            owedAnswers.add(answer, due: due)
        } else {
            owedIdentities.add(answer, due: due)
        }
        if isFirst { lookForOverdueAnswers() }
    }

    /// Looks several times a second, as long as an answer is owed: a timer for each would cost more than the answer.
    private func lookForOverdueAnswers() {
        eventLoop.schedule(at: clock.instant.advanced(by: Self.lookInterval), by: clock) {
            let now = self.clock.instant
            let overdue = self.owedAnswers.takeOverdue(at: now) + self.owedIdentities.takeOverdue(at: now)
            for answer in overdue { answer.giveUp() }
            if !self.owedAnswers.isEmpty || !self.owedIdentities.isEmpty { self.lookForOverdueAnswers() }
        }
    }

    private static let grace = Duration.milliseconds(Limits.answerGraceMilliseconds)
    private static let lookInterval = Duration.milliseconds(50)

    /// Answers within the deadline and a moment, whatever `body` waits for. It is told by when what it makes must have begun to be
    /// written: no later than its caller is told that it was not.
    ///
    /// - Parameter caller: in whose turn it is begun; nil where others see to that.
    func inTime<Value: Sendable>(
        inTurnOf caller: Caller? = nil, within time: Duration? = nil,
        _ body: @escaping @Sendable (isolated Gatekeeper, ContinuousClock.Instant) async throws(Refusal) -> Value
    ) async throws(Refusal) -> Value {
        let time = time ?? rules.deadline
        let due = clock.instant.advanced(by: time)
        let work = CancellableWork()
        let result: Result<Value, Refusal> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = OwedAnswer<Value> { result, _ in continuation.resume(returning: result) }
                owe(answer, within: time)
                enter(for: caller, by: due) { hasCome in
                    guard hasCome else { return answer.give(.failure(ReadFailure.busy(.tasks).refusal)) }
                    guard !answer.isGiven else { return self.leave(for: caller) }
                    let give = self.eventLoop.receiver { (result: Result<Value, Refusal>) in
                        self.leave(for: caller)
                        answer.give(result)
                    }
                    work.begin(Task { give(await Result { () async throws(Refusal) in try await body(self, due) }) })
                }
            }
        } onCancel: {
            work.cancel()
        }
        if case .failure(let refusal) = result { parts.metrics.refused(refusal, isGone: Task.isCancelled) }
        return try explained(result).get()
    }

    private func enter(
        for caller: Caller?, by due: ContinuousClock.Instant, _ turn: @escaping (_ hasCome: Bool) -> Void
    ) {
        guard let caller else { return turn(true) }
        tasks.enter(parts.flow(of: caller).number, by: due, turn)
    }

    private func leave(for caller: Caller?) {
        if caller != nil { tasks.leave() }
    }

    /// Who is told UNAVAILABLE while the audit is full is told that.
    func explained<Value>(_ result: Result<Value, Refusal>) -> Result<Value, Refusal> {
        if journal.isFull, case .failure(.unavailable) = result { .failure(.auditFull) } else { result }
    }
}

extension Result where Failure == Refusal, Success: Sendable {
    /// What `body` comes to.
    init(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Refusal) -> Success
    ) async {
        do throws(Refusal) {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
