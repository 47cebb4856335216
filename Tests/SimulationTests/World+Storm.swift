import Access
import VoicemailModel

/// Callers, admins, and what becomes of nodes.
extension World {
    func planCall() {
        guard callsLeft > 0 else {
            // What is under way may still go wrong.
            agenda.plan(in: .seconds(1)) { self.isStorm = false }
            return
        }
        agenda.plan(in: chance.milliseconds(0...scenario.longestGap)) {
            // Some come in the same moment.
            for _ in 0..<self.chance.pick([1, 1, 1, 2, 6]) where self.callsLeft > 0 { self.call() }
            self.planCall()
        }
    }

    private func call() {
        let up = nodes.filter { $0.running != nil }
        // Who finds nobody comes again.
        guard !up.isEmpty else { return }
        callsLeft -= 1
        let id = chance.pick(scenario.known + scenario.unknown)
        if options.twin == nil, chance.happens(scenario.adminShare) { return administerSomething(id) }
        let isChange = chance.happens(0.2)
        let replacement = isChange ? chance.pick(Scenario.pins + Scenario.poorPINs) : nil
        let request = makeRequest(
            isChange ? .change : .verify, id, guess(at: id), replacement: replacement, chance.pick(scenario.sources))
        let node = chance.pick(up)
        node.begin(request)
        if chance.happens(scenario.hangUpShare) { planHangUp(request, on: node) }
        // Soon after, so that it has something under way.
        if chance.happens(scenario.crashShare) {
            agenda.plan(in: chance.milliseconds(0...100)) { self.disturb(self.chance.pick(self.nodes)) }
        }
    }

    /// What somebody types: in a twin never what could be right.
    private func guess(at id: MailboxID) -> String {
        let isRight = chance.happens(scenario.rightShare)
        let guess = chance.pick(Scenario.pins)
        guard options.twin == nil else { return "30\(guess)" }
        return isRight ? rightPIN(of: id) ?? guess : guess
    }

    func makeRequest(
        _ kind: AuditEvent.Kind, _ id: MailboxID, _ candidate: String, replacement: String?, _ source: Source?
    ) -> Request {
        lastNumber += 1
        return Request(lastNumber, kind, id, candidate, replacement: replacement, source)
    }

    private func planHangUp(_ request: Request, on node: Node) {
        let isRepeated = chance.happens(0.5)
        agenda.plan(in: chance.milliseconds(0...200)) {
            guard node.running?.node == request.node, request.answer == nil else { return }
            self.faults.note(.hungUp)
            self.witness.tell("the caller of \(request.number) hangs up")
            node.hangUp(request)
            guard isRepeated else { return }
            self.agenda.plan(in: self.chance.milliseconds(0...100)) {
                self.faults.note(.repeated)
                node.begin(
                    self.makeRequest(
                        request.kind, request.mailbox, request.candidate, replacement: request.replacement,
                        request.source))
            }
        }
    }

    // MARK: Nodes

    /// It crashes, or its store does not come through for some time.
    private func disturb(_ node: Node) {
        guard let running = node.running else { return }
        if chance.happens(0.5) {
            faults.note(.crash)
            witness.tell("\(node.name) crashes")
            node.crash()
            agenda.plan(in: chance.milliseconds(10...4000)) { if node.running == nil { node.start() } }
        } else {
            witness.tell("the store of \(node.name) does not come through")
            running.store.beginOutage()
            agenda.plan(in: chance.milliseconds(10...4000)) { running.store.endOutage() }
        }
    }

    // MARK: Admins

    private func administerSomething(_ id: MailboxID) {
        let node = chance.pick(nodes)
        if let source = chance.pick(scenario.sources), chance.happens(0.3) { return node.clear(source) }
        administer(id, chance.pick([.unlock, .reset, .mailboxRemoved, .mailboxAdded, .mailboxAdded]), on: node)
    }

    func administer(_ id: MailboxID, _ kind: AuditEvent.Kind, on node: Node) {
        witness.tell("an admin asks \(node.name) for \(kind.rawValue) of \(id)")
        let pin = pin(chance.pick(Scenario.pins), kind == .reset ? .reset : .assigned)
        let audit = AuditSubject(mailbox: id).event(kind, .done, at: UnixTime(seconds: 0))
        node.administer(
            id,
            Administration(audit: audit, clearsFailures: true, replacesPIN: kind != .unlock) { mailbox in
                switch (kind, mailbox) {
                case (.mailboxAdded, nil): return .put(Mailbox(settings: MailboxSettings(), pin: pin))
                case (.mailboxAdded, _?): return .refused(.exists)
                case (.reset, var mailbox?):
                    mailbox.pin = pin
                    return .put(mailbox)
                case (.mailboxRemoved, _?): return .remove
                case (.unlock, _): return .unchanged
                default: return .refused(.noMailbox)
                }
            })
    }
}
