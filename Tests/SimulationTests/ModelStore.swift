import VoicemailModel
import VoicemailTestKit

/// One node's store: the contract of `MailboxStore`, with everything that it allows to happen.
///
/// ```
/// call ─▶ network ─▶ waits for the batch before ─▶ begins: too late? ─▶ disk ─▶ commits: decided and written ─▶ network ─▶ told
/// ```
/// What is told of one mailbox is told in the order in which it was decided. What is under way when the node crashes is committed
/// or not, and nobody is told.
final class ModelStore: MailboxStore, @unchecked Sendable {
    struct Transaction {
        let scope: LedgerScope
        let deadline: Duration
        let flow: UInt64
        /// Decides, and returns what tells of it.
        let decide: (inout LedgerRows) -> () -> Void
        let fail: (StoreError) -> Void
    }

    private let database: Database
    private let node: NodeLife
    private let life: Agenda.Life
    private var lastArrival = Duration.zero
    private var lastTold = Duration.zero
    private var waiting = FlowLines<Transaction>()
    private var isBusy = false
    /// After a crash, whether what is under way is lost.
    private var isCut = false
    private var isOut = false
    /// When something went wrong.
    private var troubles: [Duration] = []
    /// When the outcomes of transactions on a mailbox were left unknown.
    private(set) var doubts: [MailboxID: [Duration]] = [:]

    init(_ database: Database, _ node: NodeLife, _ life: Agenda.Life) {
        self.database = database
        self.node = node
        self.life = life
    }

    private var agenda: Agenda { database.agenda }
    private var chance: Chance { database.chance }
    private var faults: Faults { database.faults }

    /// The node has crashed.
    func cut() {
        isCut = chance.happens(0.5)
        if isCut { waiting = FlowLines() }
    }

    /// Nothing more of it is committed.
    func end() {
        isCut = true
        waiting = FlowLines()
    }

    /// Nothing comes through for some time.
    func beginOutage() {
        isOut = true
        faults.note(.outage)
    }

    func endOutage() { isOut = false }

    func lastTrouble(before time: Duration) -> Duration? { troubles.last { $0 <= time } }

    // MARK: Transactions

    func transact<Decision: Sendable>(
        _ scope: LedgerScope, _ terms: TransactionTerms, decide: @escaping @Sendable (inout LedgerRows) -> Decision,
        completion: @escaping @Sendable (Result<Decided<Decision>, StoreError>) -> Void
    ) {
        let transaction = Transaction(
            scope: scope, deadline: database.clock.time(of: terms.deadline), flow: terms.flow,
            decide: { rows in
                let decided = Decided(decision: decide(&rows), rows: rows)
                return { completion(.success(decided)) }
            },
            fail: { completion(.failure($0)) })
        lastArrival = max(lastArrival, agenda.now + chance.milliseconds(0...2))
        agenda.plan(at: lastArrival) {
            guard !self.isCut else { return }
            self.waiting.append(transaction, in: transaction.flow)
            if !self.isBusy { self.begin() }
        }
    }

    private func begin() {
        isBusy = true
        agenda.plan(in: chance.milliseconds(0...3)) {
            for late in self.waiting.removeAll(where: { $0.deadline < self.agenda.now }) {
                self.tell { late.fail(.unavailable("not begun in time")) }
            }
            // Small batches, so that flows overtake one another.
            let batch = (0..<self.chance.number(1...8)).compactMap { _ in self.waiting.popFirst() }
            self.write(batch)
        }
    }

    private func write(_ batch: [Transaction]) {
        let isRepeated = faults.strikes(.decidedTwice)
        if isRepeated {
            for transaction in batch {
                var rows = database.ledger.rows(transaction.scope, at: database.time)
                _ = transaction.decide(&rows)
            }
        }
        var delay = chance.milliseconds(0...8)
        let hangs = faults.strikes(.slowCommit, weight: 0.3)
        if hangs { delay += chance.milliseconds(100...6000) }
        agenda.plan(in: delay) {
            guard !self.isCut else { return }
            if hangs { self.troubles.append(self.agenda.now) }
            self.commit(batch)
            self.isBusy = false
            if !self.waiting.isEmpty { self.begin() }
        }
    }

    private func commit(_ batch: [Transaction]) {
        guard !batch.isEmpty else { return }
        let fault: Fault? = isOut ? .unavailable : faults.ofCommit()
        let error = fault.flatMap { StoreError($0) }
        if error != nil { troubles.append(agenda.now) }
        for transaction in batch {
            var tell: (() -> Void)?
            if fault == nil || fault == .lostWritten { tell = database.commit(transaction, of: node) }
            if let error {
                tell = { transaction.fail(error) }
                if error.leavesDoubt, let id = transaction.scope.mailbox { doubts[id, default: []].append(agenda.now) }
            }
            if let tell { self.tell(tell) }
        }
    }

    private func tell(_ body: @escaping () -> Void) {
        lastTold = max(lastTold, agenda.now + chance.milliseconds(0...2))
        agenda.plan(at: lastTold, for: life, body)
    }

    // MARK: Reads

    private func read<Value: Sendable>(
        _ completion: @escaping @Sendable (Result<Value, StoreError>) -> Void,
        _ body: @escaping (Database) -> Value
    ) {
        agenda.plan(in: chance.milliseconds(0...5), for: life) {
            let fails = self.isOut || self.faults.strikes(.unread)
            let value = body(self.database)
            self.agenda.plan(in: self.chance.milliseconds(0...5), for: self.life) {
                completion(fails ? .failure(.unavailable("simulated")) : .success(value))
            }
        }
    }

    func load(_ id: MailboxID, completion: @escaping @Sendable (Result<StoredMailbox, StoreError>) -> Void) {
        read(completion) { $0.ledger.stored(id) }
    }

    func load(_ source: Source, completion: @escaping @Sendable (Result<SourceRecord?, StoreError>) -> Void) {
        read(completion) { $0.ledger.sources[source] }
    }

    func overdueReservations(completion: @escaping @Sendable (Result<[MailboxID], StoreError>) -> Void) {
        read(completion) { $0.ledger.overdue(now: $0.clock.now) }
    }

    func list(
        _ query: MailboxQuery, by standards: MailboxStandards,
        completion: @escaping @Sendable (Result<MailboxPage, StoreError>) -> Void
    ) {
        completion(.failure(.unavailable("not simulated")))
    }

    func quietMailboxes(
        after mailbox: MailboxID?, count: Int,
        completion: @escaping @Sendable (Result<QuietMailboxPage, StoreError>) -> Void
    ) {
        completion(.failure(.unavailable("not simulated")))
    }

    func count(completion: @escaping @Sendable (Result<Int, StoreError>) -> Void) {
        read(completion) { $0.ledger.mailboxes.count }
    }

    func audit(_ query: AuditQuery, completion: @escaping @Sendable (Result<AuditPage, StoreError>) -> Void) {
        completion(.failure(.unavailable("not simulated")))
    }
}
