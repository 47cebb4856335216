import VoicemailModel
import VoicemailTestKit

/// What all nodes share: one ledger, and its time.
final class Database {
    let agenda: Agenda
    let chance: Chance
    let faults: Faults
    let clock: VirtualClock
    var ledger = LedgerModel()
    /// Told of each decision when it is durable, and before anybody else.
    var isCommitted: (_ commit: Commit) -> Void = { _ in }

    /// A decision that is durable.
    struct Commit {
        let node: NodeLife
        let scope: LedgerScope
        let before: LedgerRows
        let after: LedgerRows
    }

    init(_ agenda: Agenda, _ chance: Chance, _ faults: Faults) {
        self.agenda = agenda
        self.chance = chance
        self.faults = faults
        clock = VirtualClock(agenda: agenda)
    }

    var time: StoreTime { StoreTime(now: clock.now, calendar: clock.calendarNow) }

    func commit(_ transaction: ModelStore.Transaction, of node: NodeLife) -> () -> Void {
        let before = ledger.rows(transaction.scope, at: time)
        var after = before
        let tell = transaction.decide(&after)
        ledger.write(after, transaction.scope)
        isCommitted(Commit(node: node, scope: transaction.scope, before: before, after: after))
        return tell
    }
}

/// One life of one node: from its start to its crash.
struct NodeLife: Hashable {
    let name: String
    let life: Int
}
