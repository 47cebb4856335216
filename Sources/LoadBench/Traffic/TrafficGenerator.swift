import DequeModule

/// One request of the load, before it is sent.
struct PlannedRequest: Equatable, Sendable {
    enum PIN: Equatable {
        case right
        case wrong
    }

    let kind: TrafficKind
    let mailbox: String
    let pin: PIN
    let source: String?
    /// Which of the mailboxes for wrong PINs this is on.
    var wrongMailbox: Int?
}

/// Decides what each request is, so that the load stays the mix that was asked for however long it lasts.
///
/// A wrong PIN brings its mailbox nearer to a lockout, and from then on the server would answer LOCKED without hashing:
/// a quarter of a minute of wrong PINs would become a measurement of something else. So wrong PINs go to mailboxes of
/// their own, never to those that right ones go to. Each takes as many wrong PINs as do not lock it (its allowance);
/// when these are answered it is unlocked over the admin socket, which hashes nothing, and serves again. An unknown
/// mailbox locks alike, but there are as many of them as there are names: a name is used as often as the allowance
/// says, and then the next one is. When no mailbox for wrong PINs has anything left, an unknown one takes its place:
/// the server does the same work for both.
///
/// Sources count failures too, over all mailboxes. So failing requests have sources of their own, and change them long
/// before one is locked.
struct TrafficGenerator: Sendable {
    /// Failures that one source is made to have: well below what the server allows in its default settings.
    static let failuresPerSource = 20

    private let mailboxes: BenchMailboxes
    private let sources: Int
    private let allowance: Int
    private var dealer: MixDealer
    private var rightCount = 0
    private var lockedCount = 0
    private var unknownCount = 0
    private var failureCount = 0
    private var wrong: [WrongMailbox]
    /// The mailboxes for wrong PINs that have some of their allowance left, in turn.
    private var usable: Deque<Int>

    private struct WrongMailbox: Sendable {
        var sent = 0
        var answered = 0
    }

    /// - Parameter allowance: wrong PINs that a mailbox takes in a row without being locked; at least 1.
    init(mix: TrafficMix, mailboxes: BenchMailboxes, sources: Int, allowance: Int) {
        self.mailboxes = mailboxes
        self.sources = sources
        self.allowance = max(1, allowance)
        dealer = MixDealer(mix)
        wrong = Array(repeating: WrongMailbox(), count: mailboxes.shares.wrong)
        usable = Deque(0..<mailboxes.shares.wrong)
    }

    mutating func next() -> PlannedRequest {
        let kind = dealer.next()
        switch kind {
        case .right:
            rightCount += 1
            return PlannedRequest(
                kind: kind, mailbox: mailboxes.right(rightCount % mailboxes.shares.right), pin: .right,
                source: source())
        case .locked:
            lockedCount += 1
            return PlannedRequest(
                kind: kind, mailbox: mailboxes.locked(lockedCount % mailboxes.shares.locked), pin: .right,
                source: source())
        case .wrong:
            guard let index = usable.popFirst() else { return unknown(as: kind) }
            wrong[index].sent += 1
            if wrong[index].sent < allowance { usable.append(index) }
            return PlannedRequest(
                kind: kind, mailbox: mailboxes.wrong(index), pin: .wrong, source: failingSource(),
                wrongMailbox: index)
        case .unknown: return unknown(as: kind)
        }
    }

    /// Takes note that `request` has ended. Returns a mailbox that is to be unlocked now, if there is one.
    mutating func ended(_ request: PlannedRequest) -> Int? {
        guard let index = request.wrongMailbox else { return nil }
        wrong[index].answered += 1
        return wrong[index].answered == allowance ? index : nil
    }

    /// Takes note that a mailbox has been unlocked.
    mutating func unlocked(_ index: Int) {
        wrong[index] = WrongMailbox()
        usable.append(index)
    }

    func name(ofWrong index: Int) -> String { mailboxes.wrong(index) }

    /// The unknown mailboxes that were used.
    var unknownMailboxes: [String] {
        (0..<(unknownCount + allowance - 1) / allowance).map(mailboxes.unknown)
    }

    private mutating func unknown(as kind: TrafficKind) -> PlannedRequest {
        defer { unknownCount += 1 }
        return PlannedRequest(
            kind: kind, mailbox: mailboxes.unknown(unknownCount / allowance), pin: .wrong, source: failingSource())
    }

    private func source() -> String? {
        sources == 0 ? nil : "caller-\((rightCount + lockedCount) % sources)"
    }

    private mutating func failingSource() -> String? {
        guard sources > 0 else { return nil }
        defer { failureCount += 1 }
        return "failing-\(mailboxes.context)-\(failureCount / Self.failuresPerSource)"
    }
}
