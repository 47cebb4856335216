import Access
import VoicemailModel

/// How attempts ended whose clients may not have heard it, kept for a while in case they ask again.
///
/// Client libraries repeat a command by themselves when its connection breaks or its answer is late. Of the request there is a
/// keyed hash only; what was typed is wiped with the attempt.
///
/// ```
/// given   on a connection that is there  ─▶ gone with its next request; kept when it ends
/// kept    for whoever asks the same      ─▶ gone when it is taken, when it has arrived after all, when the mailbox is changed,
///                                           or when its time is up
/// ```
struct KeptAnswers {
    private struct Answer {
        let id: OperationID
        let mailbox: MailboxID
        let digest: SecretBytes
        let result: AttemptResult
        /// The connections that wait, or waited, for it.
        let connections: Set<UInt64>
    }

    /// Its key goes with the process.
    private let hash = KeyedHash.random()
    private var kept: [MailboxID: [Answer]] = [:]
    private var keptCount = 0
    /// The last answer on each connection that is there.
    private var given: [UInt64: Answer] = [:]

    /// Whether nothing is kept.
    var isEmpty: Bool { keptCount == 0 }

    /// The client of a connection that is there is told how `request` ended.
    mutating func give(_ result: AttemptResult, of request: AttemptRequest, id: OperationID, on connection: UInt64) {
        given[connection] = answer(result, request, id, [connection])
    }

    /// Keeps how `request` ended, as nobody may have heard it. False beyond `Limits.keptAnswers`: then a repeat counts like any
    /// other attempt.
    ///
    /// - Parameter id: names it in `forget(_:of:)`.
    mutating func keep(
        _ result: AttemptResult, of request: AttemptRequest, id: OperationID, for connections: Set<UInt64>
    ) -> Bool {
        answer(result, request, id, connections).map { keep($0) } ?? false
    }

    /// The answer to a repeated request; it is kept no longer.
    mutating func take(_ request: AttemptRequest) -> AttemptResult? {
        guard let hash, let kept = kept[request.mailbox] else { return nil }
        let digest = request.digest(with: hash)
        guard let answer = kept.first(where: { $0.digest.isEqual(to: digest) }) else { return nil }
        forget(answer.id, of: request.mailbox)
        return answer.result
    }

    /// The mailbox was changed, so that what was found out before need not hold any longer.
    mutating func forget(_ mailbox: MailboxID) {
        remove(of: mailbox) { _ in true }
    }

    mutating func forget(_ id: OperationID, of mailbox: MailboxID) {
        remove(of: mailbox) { $0.id == id }
    }

    // MARK: What connections tell

    /// The client of `connection` goes on: it has what it was told.
    mutating func heard(on connection: UInt64) {
        given[connection] = nil
    }

    /// The client of `connection` has ended it, perhaps before its last answer was read. That is kept from now on, and returned.
    mutating func mayBeUnheard(on connection: UInt64) -> (id: OperationID, mailbox: MailboxID)? {
        guard let answer = given.removeValue(forKey: connection), keep(answer) else { return nil }
        return (answer.id, answer.mailbox)
    }

    /// What is kept for `connection` has arrived all the same.
    mutating func arrived(on connection: UInt64) {
        for mailbox in kept.keys { remove(of: mailbox) { $0.connections.contains(connection) } }
    }

    func hasAnswer(for connection: UInt64) -> Bool {
        kept.values.contains { $0.contains { $0.connections.contains(connection) } }
    }

    // MARK: Inside

    private func answer(
        _ result: AttemptResult, _ request: AttemptRequest, _ id: OperationID, _ connections: Set<UInt64>
    ) -> Answer? {
        hash.map { hash in
            Answer(
                id: id, mailbox: request.mailbox, digest: request.digest(with: hash), result: result,
                connections: connections)
        }
    }

    private mutating func keep(_ answer: Answer) -> Bool {
        guard keptCount < Limits.keptAnswers else { return false }
        kept[answer.mailbox, default: []].append(answer)
        keptCount += 1
        return true
    }

    private mutating func remove(of mailbox: MailboxID, where isToGo: (Answer) -> Bool) {
        guard var answers = kept[mailbox] else { return }
        keptCount -= answers.count
        answers.removeAll(where: isToGo)
        keptCount += answers.count
        kept[mailbox] = answers.isEmpty ? nil : answers
    }
}
