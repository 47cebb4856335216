import Access
import VoicemailModel
import VoicemailTestKit

/// One simulation: everything that happens follows from its seed.
///
/// ```
/// storm   callers, admins, faults, crashes      ─▶ calm, when all calls have been made
/// calm    no faults; what is under way ends     ─▶ right PINs with attempts left get in
/// quiet   every attempt left out is overdue     ─▶ right PINs get in or find a lock, the same on every node
/// open    lockouts have ended, or were ended    ─▶ right PINs get in everywhere
/// ```
final class World {
    struct Options {
        /// Whether the mailbox that all calls are about exists: then nobody guesses right, and no admin comes.
        var twin: Bool?
        var tells = false
    }

    let seed: UInt64
    let options: Options
    let agenda = Agenda()
    let chance: Chance
    let faults: Faults
    let scenario: Scenario
    let database: Database
    let witness: Witness
    let nodes: [Node]
    var lastNumber: UInt64 = 0
    var callsLeft: Int
    /// When the last call was made, and no later than this will anything go wrong.
    var isStorm = true

    init(seed: UInt64, _ options: Options = Options()) {
        self.seed = seed
        self.options = options
        chance = Chance(seed: seed)
        faults = Faults(chance)
        let scenario = Scenario(chance, isTwin: options.twin != nil)
        self.scenario = scenario
        let database = Database(agenda, chance, faults)
        self.database = database
        let witness = Witness(database, scenario, tells: options.tells)
        self.witness = witness
        // Where there is one, it has no name.
        nodes = (1...scenario.nodes).map {
            Node(scenario.nodes == 1 ? "" : "node\($0)", database, scenario, witness)
        }
        callsLeft = scenario.calls
        database.isCommitted = { [unowned witness] in witness.committed($0) }
        for id in scenario.known {
            database.ledger.mailboxes[id] = Mailbox(
                settings: MailboxSettings(requiresPIN: !chance.happens(scenario.pinlessShare)),
                pin: chance.happens(scenario.pinlessShare) ? nil : pin(chance.pick(Scenario.pins)))
        }
        if options.twin == false { database.ledger.mailboxes = [:] }
    }

    func pin(_ text: String, _ origin: PINRecord.Origin = .assigned) -> PINRecord {
        PINRecord(encodedHash: ModelHasher.hash(text), mustChange: false, setAt: database.clock.now, origin: origin)
    }

    // MARK: Running

    /// Runs it to its end, or to where a rule is broken.
    func run() -> Witness.Violation? {
        for node in nodes { node.start() }
        planCall()
        while isStorm, proceed(by: .seconds(1)) {}
        calm()
        guard options.twin == nil else { return witness.violation }
        let probes: [() -> Void] = [probeRoom, probeQuiet, probeOpen, letRepeatsBeWritten, witness.checkEnd]
        for probe in probes where witness.violation == nil { probe() }
        return witness.violation
    }

    /// Lets time pass. False when a rule is broken.
    @discardableResult
    func proceed(by time: Duration) -> Bool {
        let end = agenda.now + time
        while witness.violation == nil, agenda.step(until: end) {}
        return witness.violation == nil
    }

    /// Everybody is up again and nothing goes wrong; what was going wrong ends.
    private func calm() {
        faults.isOn = false
        for node in nodes {
            node.running?.store.endOutage()
            if node.running == nil { node.start() }
        }
        proceed(by: .seconds(7))
    }

    // MARK: The end

    /// A right PIN gets in where the store says that an attempt is left.
    private func probeRoom() {
        for id in scenario.known {
            guard let right = rightPIN(of: id) else { continue }
            let (attempts, out) = (database.ledger.stored(id).attempts, database.ledger.reservations[id] ?? [])
            let now = database.clock.now
            // What is past its time is about to count.
            guard !out.contains(where: { $0.until <= now.adding(seconds: 5) }),
                out.count < scenario.rules.room(attempts, now: now)
            else { continue }
            expectIn(id, right, on: chance.pick(nodes))
        }
    }

    /// Nothing is left out, and on every node a right PIN gets in unless the store says that the mailbox is locked.
    private func probeQuiet() {
        proceed(by: .seconds(nodes[0].longestReservation))
        for id in scenario.known + scenario.unknown { nodes[0].settleOverdue(id) }
        proceed(by: .seconds(2))
        witness.check(
            .alive, database.ledger.reservations.isEmpty, "attempts are out for ever: \(database.ledger.reservations)")
        for id in scenario.known {
            for node in nodes {
                let lock = scenario.rules.lockout.lockInForce(
                    database.ledger.stored(id).attempts, now: database.clock.now)
                guard let right = rightPIN(of: id), lock == nil else { continue }
                expectIn(id, right, on: node)
            }
        }
    }

    /// Lockouts end by themselves, or by an admin: then a right PIN gets in on every node.
    private func probeOpen() {
        proceed(by: .seconds(scenario.rules.lockout.maxSeconds + 1))
        for id in scenario.known + scenario.unknown
        where database.ledger.stored(id).attempts.failures >= scenario.rules.lockout.permanentAfter {
            administer(id, .unlock, on: chance.pick(nodes))
        }
        proceed(by: .seconds(2))
        for id in scenario.known {
            guard let right = rightPIN(of: id) else { continue }
            for node in nodes { expectIn(id, right, from: chance.pick(scenario.sources), on: node) }
            probeTogether(id, right)
        }
        for id in scenario.unknown where database.ledger.mailboxes[id] == nil {
            let request = makeRequest(.verify, id, Scenario.pins[0], replacement: nil, nil)
            ask(request, on: chance.pick(nodes))
            switch request.answer?.result {
            case .denied, .locked: witness.check(.alive, true, "")
            default: witness.check(.alive, false, "\(id), which is unknown, answers \(told(request))")
            }
        }
    }

    private func letRepeatsBeWritten() {
        proceed(by: .milliseconds(RepeatTally.window) + .seconds(2))
    }

    /// Some right PINs in the same moment, where there is time for them one after another: all get in.
    private func probeTogether(_ id: MailboxID, _ right: String) {
        guard scenario.deadline >= .milliseconds(800) else { return }
        let requests = (1...3).map { _ in
            let node = chance.pick(nodes)
            let request = makeRequest(.verify, id, right, replacement: nil, chance.pick(scenario.sources))
            node.begin(request)
            return (request, node)
        }
        proceed(by: scenario.deadline + .seconds(1))
        for (request, node) in requests { checkIsIn(request, on: node) }
    }

    private func expectIn(_ id: MailboxID, _ right: String, from source: Source? = nil, on node: Node) {
        let request = makeRequest(.verify, id, right, replacement: nil, source)
        ask(request, on: node)
        checkIsIn(request, on: node)
    }

    private func checkIsIn(_ request: Request, on node: Node) {
        let id = request.mailbox
        let isIn =
            switch request.answer?.result {
            case .matched: true
            case .granted: database.ledger.mailboxes[id]?.settings.requiresPIN == false
            default: false
            }
        witness.check(
            .alive, isIn,
            "the right PIN of \(id) is told \(told(request)) on \(node.name), and the store says \(database.ledger.stored(id).attempts)"
        )
    }

    private func told(_ request: Request) -> String { request.answer.map { "\($0.result)" } ?? "nothing" }

    private func ask(_ request: Request, on node: Node) {
        node.begin(request)
        while request.answer == nil, witness.violation == nil, agenda.step(until: request.due + .seconds(1)) {}
    }

    func rightPIN(of id: MailboxID) -> String? {
        database.ledger.mailboxes[id]?.pin.map { String($0.encodedHash.prefix { $0 != "#" }) }
    }
}
