import Access
import VoicemailModel
import VoicemailTestKit

/// What must hold when all is quiet.
extension Witness {
    /// Rules 3 and 4, of all requests.
    func checkEnd() {
        for request in requests {
            guard let node = request.node, !isDead(node), !request.isHungUp else { continue }
            check(.alive, request.answer != nil, "request \(request.number) was never answered")
        }
        for request in requests {
            switch request.answer?.result {
            case .busy, .crowded, .unavailable: checkIsUncharged(request)
            default: break
            }
        }
        if database.faults.counts.keys.allSatisfy(\.isHarmlessToRows) {
            let told = requests.count { request in
                switch request.answer?.result {
                case .granted, .alreadyLocked, .sourceLocked: true
                default: false
                }
            }
            // Who was told UNAVAILABLE while the row was being written is in it.
            let late = requests.count { $0.answer?.result == .unavailable }
            check(
                .durable, (told...told + late).contains(repeatsInAudit),
                "\(told) were told of a lock, or needed no PIN, and the audit has \(repeatsInAudit)")
        }
        for (id, reservations) in database.ledger.reservations {
            check(.alive, false, "\(id): \(reservations.count) attempts are out for ever")
        }
    }

    private func checkIsUncharged(_ request: Request) {
        guard let node = request.node, let answer = request.answer else { return }
        let verdicts = (rows[request.number] ?? []).filter {
            $0.event.reason != .pinNotRequired && $0.event.kind == request.kind
        }
        let overdue = charged.first { $0.request === request }
        guard overdue != nil || !verdicts.isEmpty else { return check(.unchargedIfUntold, true, "") }
        let excuse = excuse(request, on: node, verdicts.map(\.time), overdue?.until)
        if let excuse { excused[excuse, default: 0] += 1 }
        check(
            .unchargedIfUntold, excuse != nil, "request \(request.number) was told \(answer.result), and is charged")
    }

    private func excuse(
        _ request: Request, on node: NodeLife, _ commits: [Duration], _ until: Duration?
    ) -> Excuse? {
        guard let running = nodes[node], let answer = request.answer else { return nil }
        if running.life.isOver { return .crashed }
        if running.store.doubts[request.mailbox]?.contains(where: { $0 >= request.begun }) == true { return .unknown }
        // Told by the clock, while somebody was still at it.
        let isLate = commits.contains { $0 + .milliseconds(10) >= answer.time }
        if answer.result == .unavailable, isLate { return .late }
        if let until, let trouble = running.store.lastTrouble(before: until), until - trouble < .seconds(4) {
            return .unreachable
        }
        return nil
    }
}
