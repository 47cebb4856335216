import Access
import VoicemailModel

/// How attempts ended whose clients may not have heard it, kept for a while in case they ask again.
///
/// Client libraries repeat a command by themselves when its connection breaks or its answer is late. Of the request there is a
/// keyed hash only; what was typed is wiped with the attempt.
///
/// ```
/// given   on a connection that is there  ─▶ gone when its client sends more, or a moment later; kept when it ends before
/// kept    for whoever asks the same      ─▶ gone when it is taken, when it has arrived after all, when anything else is asked of
///                                           the mailbox, or when that is changed or locked
/// ```
/// What is kept is gone ten seconds after the attempt ended. To be taken and given again does not prolong that.
struct KeptAnswers {
    struct Answer {
        let digest: SecretBytes
        let result: AttemptResult
        /// The connections that wait, or waited, for it.
        let connections: Set<UInt64>
        let expires: ContinuousClock.Instant
    }

    /// Its key goes with the process.
    private let hash = KeyedHash.random()
    private var kept: [MailboxID: [Answer]] = [:]
    private var keptCount = 0
    private var given: [UInt64: [(mailbox: MailboxID, answer: Answer, at: ContinuousClock.Instant)]] = [:]
    /// The mailboxes with answers for connections whose input has ended: whether they arrive is of interest.
    private var awaited: [UInt64: Set<MailboxID>] = [:]

    /// Whether nothing is given or kept.
    var isEmpty: Bool { keptCount == 0 && given.isEmpty }

    /// Equal for requests that repeat each other.
    func digest(of request: AttemptRequest) -> SecretBytes? {
        hash.map { request.digest(with: $0) }
    }

    /// The client of a connection that is there is told `answer`.
    mutating func give(_ answer: Answer, of mailbox: MailboxID, on connection: UInt64, now: ContinuousClock.Instant) {
        given[connection, default: []].append((mailbox, answer, now))
    }

    /// Keeps `answer`, as nobody may have heard it. Beyond `Limits.keptAnswers` it is not kept, and a repeat counts like any other
    /// attempt.
    mutating func keep(_ answer: Answer, of mailbox: MailboxID) {
        guard keptCount < Limits.keptAnswers else { return }
        kept[mailbox, default: []].append(answer)
        keptCount += 1
        for connection in answer.connections { awaited[connection, default: []].insert(mailbox) }
    }

    /// The answer to a repeated request; it is kept no longer.
    ///
    /// Anything else that another connection asks of the mailbox ends what is kept of it. Otherwise who is not counted, because
    /// the mailbox is locked or the server busy, could try one PIN after another until it is the one that somebody else had right.
    mutating func take(_ request: AttemptRequest) -> Answer? {
        guard let answers = kept[request.mailbox], let digest = digest(of: request) else { return nil }
        let connection = request.caller.connection
        let others = answers.filter { !$0.connections.contains(connection) }
        guard let answer = others.first(where: { $0.digest.isEqual(to: digest) }) else {
            remove(of: request.mailbox) { !$0.connections.contains(connection) }
            return nil
        }
        remove(of: request.mailbox) { $0.digest.isEqual(to: digest) }
        return answer
    }

    /// The mailbox was changed or locked, so that what was found out before need not hold any longer.
    mutating func forget(_ mailbox: MailboxID) {
        remove(of: mailbox) { _ in true }
        for connection in given.keys { given[connection]?.removeAll { $0.mailbox == mailbox } }
    }

    mutating func forgetExpired(now: ContinuousClock.Instant) {
        for mailbox in kept.keys { remove(of: mailbox) { $0.expires <= now } }
        for (connection, answers) in given {
            let left = answers.filter { $0.at.advanced(by: Self.readingTime) > now }
            given[connection] = left.isEmpty ? nil : left
        }
    }

    // MARK: What connections tell

    /// The client of `connection` sends more, with nothing unanswered: it has what it was told.
    mutating func heard(on connection: UInt64) {
        given[connection] = nil
    }

    /// The client of `connection` has ended it, perhaps before its last answers were read. They are kept from now on. A client that
    /// has given up closes at once: what it was told some time ago, it has read.
    mutating func mayBeUnheard(on connection: UInt64, now: ContinuousClock.Instant) {
        for (mailbox, answer, time) in given.removeValue(forKey: connection) ?? []
        where time.advanced(by: Self.readingTime) > now {
            keep(answer, of: mailbox)
        }
    }

    private static let readingTime = Duration.milliseconds(250)

    /// Whether it is of interest if what is kept for `connection` arrives.
    func awaitsArrival(on connection: UInt64) -> Bool { awaited[connection] != nil }

    /// What is kept for `connection` has arrived all the same.
    mutating func arrived(on connection: UInt64) {
        for mailbox in awaited.removeValue(forKey: connection) ?? [] {
            remove(of: mailbox) { $0.connections.contains(connection) }
        }
    }

    mutating func ended(_ connection: UInt64) {
        given[connection] = nil
        awaited[connection] = nil
    }

    private mutating func remove(of mailbox: MailboxID, where isToGo: (Answer) -> Bool) {
        guard var answers = kept[mailbox] else { return }
        keptCount -= answers.count
        answers.removeAll(where: isToGo)
        keptCount += answers.count
        kept[mailbox] = answers.isEmpty ? nil : answers
    }
}
