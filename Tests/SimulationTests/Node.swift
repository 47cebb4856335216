import Access
import Logging
import NIOCore
import VoicemailModel

@testable import Gatekeeping

/// One node: the real parts of the core on virtual time, from its start to its crash, and again.
final class Node {
    /// What lives until the next crash.
    final class Running {
        let node: NodeLife
        let life = Agenda.Life()
        let store: ModelStore
        let hasher: ModelHasher
        let parts: CoreParts
        let mailboxes: MailboxDirectory
        let sources: SourceDirectory
        let journal: AuditJournal
        let ledger: Ledger
        let repeats: Repeats
        let runner: AttemptRunner
        fileprivate var owed = OwedAnswers()

        init(_ node: NodeLife, _ database: Database, _ scenario: Scenario) {
            self.node = node
            store = ModelStore(database, node, life)
            hasher = ModelHasher(database, life, workers: scenario.workers, capacity: scenario.places)
            let (loop, clock) = (VirtualLoop(database.agenda, life), VirtualClock(agenda: database.agenda))
            let logger = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }
            parts = CoreParts(
                loop: loop, store: store, hasher: hasher, clock: clock,
                rules: CoreRules(access: scenario.rules, deadline: scenario.deadline), node: node.name, logger: logger)
            let reads = StoreReads(parts)
            mailboxes = MailboxDirectory(
                loop: loop, store: store, reads: reads, rules: scenario.rules, clock: clock, logger: logger, capacity: 4
            )
            sources = SourceDirectory(
                loop: loop, store: store, reads: reads, limit: scenario.rules.sourceLimit, clock: clock, logger: logger,
                capacity: 4)
            journal = AuditJournal(
                loop: loop, store: store, clock: clock, logger: logger, patience: scenario.deadline)
            ledger = Ledger(parts, mailboxes: mailboxes, sources: sources, journal: journal)
            repeats = Repeats(
                loop: loop, clock: clock, logger: logger, mailboxes: mailboxes, keepsAnswers: !parts.sharesStore)
            runner = AttemptRunner(
                parts, mailboxes: mailboxes, sources: sources, journal: journal, repeats: repeats,
                policy: PINPolicy())
        }
    }

    let name: String
    private let database: Database
    private let scenario: Scenario
    private let witness: Witness
    private var lives = 0
    private(set) var running: Running?
    /// What may still be committed of the life before.
    private var former: ModelStore?

    init(_ name: String, _ database: Database, _ scenario: Scenario, _ witness: Witness) {
        self.name = name
        self.database = database
        self.scenario = scenario
        self.witness = witness
    }

    // MARK: Life

    /// As `Gatekeeper` does, it first counts what the former life has left out too long.
    func start() {
        lives += 1
        // Where there is one node the store is its own, and begins with it.
        if scenario.nodes == 1 { former?.end() }
        let running = Running(NodeLife(name: name, life: lives), database, scenario)
        running.hasher.hasBegun = { [witness] number in witness.hashBegan(number, on: running.node) }
        self.running = running
        witness.started(running)
        let receiver = running.parts.loop.receiver { (result: Result<[MailboxID], StoreError>) in
            for id in (try? result.get()) ?? [] { self.settleOverdue(id) }
        }
        running.store.overdueReservations(completion: receiver)
    }

    func crash() {
        running?.life.end()
        running?.store.cut()
        former = running?.store
        running = nil
    }

    private static func unhurried(_ running: Running) -> TransactionTerms {
        TransactionTerms(by: running.parts.clock.instant + .seconds(5))
    }

    // MARK: Attempts, as `Gatekeeper` begins and answers them

    func begin(_ request: Request) {
        guard let running else { return }
        let parts = running.parts
        let due = parts.clock.instant + scenario.deadline
        let caller = Caller(
            ConnectionIdentity(unnamed: .frontend), connection: request.number, request: request.number,
            address: "192.0.2.1")
        let asked = AttemptRequest(
            kind: request.kind, mailbox: request.mailbox, candidate: SecretBytes(copying: request.candidate.utf8),
            replacement: request.replacement.map { SecretBytes(copying: $0.utf8) }, source: request.source,
            caller: caller, asker: parts.asker(of: caller), due: due)
        let number = running.runner.makeNumber()
        request.attempt = number
        request.node = running.node
        request.begun = database.agenda.now
        request.due = database.agenda.now + scenario.deadline
        witness.began(request)
        let answer = OwedAnswer<AttemptResult> { [witness] result, _ in
            witness.answered(request, (try? result.get()) ?? .unavailable)
            running.runner.giveUp(number)
        }
        owe(answer, due: due, running)
        running.runner.begin(asked, as: number) { result, _ in
            self.conclude(asked, result, running) { answer.give(.success($0)) }
        }
    }

    private func conclude(
        _ asked: AttemptRequest, _ result: AttemptResult, _ running: Running,
        _ told: @escaping (AttemptResult) -> Void
    ) {
        let isUnknown = running.mailboxes.kind(of: asked.mailbox)?.settings == nil
        let now = running.parts.clock.calendarNow
        guard let event = result.event(about: asked, isMailboxUnknown: isUnknown, at: now) else { return told(result) }
        running.journal.tally(event, by: asked.due) { told($0 ? result : .unavailable) }
    }

    private func owe(_ answer: any OwedAnswers.Debt, due: ContinuousClock.Instant, _ running: Running) {
        let isFirst = running.owed.isEmpty
        running.owed.add(answer, due: due + .milliseconds(Limits.answerGraceMilliseconds))
        if isFirst { lookForOverdueAnswers(running) }
    }

    private func lookForOverdueAnswers(_ running: Running) {
        database.agenda.plan(in: .milliseconds(50), for: running.life) {
            for answer in running.owed.takeOverdue(at: running.parts.clock.instant) { answer.giveUp() }
            if !running.owed.isEmpty { self.lookForOverdueAnswers(running) }
        }
    }

    func hangUp(_ request: Request) {
        guard let running, running.node == request.node, request.answer == nil, let attempt = request.attempt else {
            return
        }
        request.isHungUp = true
        running.runner.abandon(attempt)
        running.repeats.inputEnded(of: request.number)
        running.repeats.connectionEnded(request.number, isBroken: true)
    }

    // MARK: Admins, as `MailboxAdministrator` makes changes

    func administer(
        _ id: MailboxID, _ administration: Administration, completion: @escaping (Bool) -> Void = { _ in }
    ) {
        guard let running else { return completion(false) }
        let (rules, pins) = (scenario.rules, running.parts.keeping(of: id))
        running.ledger.transact(id, Self.unhurried(running)) {
            $0.administer(administration, by: rules, keeping: pins)
        } completion: { result in
            switch result {
            case .success(nil): running.repeats.forget(id)
            case .failure(let error) where error.leavesDoubt: running.repeats.forget(id)
            case .success, .failure: break
            }
            completion(result.error == nil)
        }
    }

    func clear(_ source: Source) {
        guard let running else { return }
        let event = AuditSubject(source: source).event(.unlock, .done, at: UnixTime(seconds: 0))
        let receiver = running.parts.loop.receiver { (result: Result<Decided<Void>, StoreError>) in
            if case .success(let decided) = result { running.sources.update(decided.rows) }
            if result.error?.leavesDoubt == true { running.sources.doubt([source]) }
        }
        running.store.transact(
            LedgerScope(nil, sources: [source]), Self.unhurried(running), decide: { $0.clearSources(event) },
            completion: receiver)
    }

    /// Has what is past its time counted, whoever left it.
    func settleOverdue(_ id: MailboxID) {
        guard let running else { return }
        let rules = scenario.rules
        running.runner.ledger.transact(id, Self.unhurried(running)) {
            $0.settleOverdue(by: rules)
        } completion: { _ in
        }
    }

    /// Seconds after which no attempt is out that went out before.
    var longestReservation: Int64 { CoreRules(deadline: scenario.deadline).attemptSeconds + 1 }
}
