import VoicemailModel

/// What goes wrong on purpose.
enum Fault: String, CaseIterable {
    case unavailable = "commits unavailable"
    case full = "commits on a full disk"
    case readOnly = "commits read-only"
    case corrupt = "commits on a corrupt row"
    case closed = "commits on a closed store"
    case lostWritten = "outcomes unknown, written"
    case lostUnwritten = "outcomes unknown, not written"
    case decidedTwice = "decisions run twice"
    case slowCommit = "commits that hang"
    case unread = "reads that fail"
    case outage = "outages of a node's store"
    case noMemory = "hashes without memory"
    case slowHash = "hashes that take long"
    case crash = "crashes"
    case hungUp = "callers that hang up"
    case repeated = "requests repeated"
}

extension Fault {
    /// Whether the audit has each row once for all that.
    var isHarmlessToRows: Bool {
        switch self {
        case .decidedTwice, .noMemory, .slowHash, .hungUp, .repeated: true
        case .unavailable, .full, .readOnly, .corrupt, .closed, .lostWritten, .lostUnwritten, .slowCommit, .unread,
            .outage, .crash:
            false
        }
    }
}

/// How often things go wrong in one simulation, and how often they did.
final class Faults {
    private let chance: Chance
    /// Of one batch of transactions, one read, one hash.
    let rate: Double
    var isOn = true
    private(set) var counts: [Fault: Int] = [:]

    init(_ chance: Chance) {
        self.chance = chance
        rate = chance.pick([0, 0.01, 0.05, 0.2])
    }

    func note(_ fault: Fault) { counts[fault, default: 0] += 1 }

    /// Whether `fault` happens now; `weight` is how much more often than others.
    func strikes(_ fault: Fault, weight: Double = 1) -> Bool {
        guard isOn, chance.happens(rate * weight) else { return false }
        note(fault)
        return true
    }

    /// What becomes of a commit, if something does.
    func ofCommit() -> Fault? {
        guard isOn, chance.happens(rate) else { return nil }
        let fault = chance.pick([
            Fault.unavailable, .full, .readOnly, .corrupt, .closed, .lostWritten, .lostUnwritten, .lostWritten,
            .lostUnwritten,
        ])
        note(fault)
        return fault
    }
}

extension StoreError {
    /// What the store says of a commit that `fault` has struck.
    init?(_ fault: Fault) {
        switch fault {
        case .unavailable, .outage, .unread: self = .unavailable("simulated")
        case .full: self = .full("simulated")
        case .readOnly: self = .readOnly("simulated")
        case .corrupt: self = .corrupt("simulated")
        case .closed: self = .closed
        case .lostWritten, .lostUnwritten: self = .outcomeUnknown("simulated")
        case .decidedTwice, .slowCommit, .noMemory, .slowHash, .crash, .hungUp, .repeated: return nil
        }
    }
}
