import Access
import VoicemailModel

/// The wrong guesses at one mailbox that were used, since it was last cleared. Counted without the ledger: by these alone it is
/// plain whether there were too many.
struct Guesses {
    private var wrong: [UnixTime] = []

    mutating func clear() { wrong = [] }

    /// Another one; nil when there may be as many at this time, else why not.
    mutating func add(at time: UnixTime, by lockout: Lockout) -> String? {
        wrong.append(time)
        let count = wrong.count
        guard count <= lockout.permanentAfter else {
            return "\(count) wrong guesses in a row, where the last is for ever"
        }
        // Each full round before this one has locked, longer than the one before.
        var locked: Int64 = 0
        var length = min(lockout.baseSeconds, lockout.maxSeconds)
        for _ in 0..<(count - 1) / lockout.maxAttempts {
            locked += length
            length = min(length * 2, lockout.maxSeconds)
        }
        guard time.milliseconds(since: wrong[0]) >= locked * 1000 else {
            return
                "\(count) wrong guesses within \(time.milliseconds(since: wrong[0])) ms, where lockouts alone last \(locked) s"
        }
        return nil
    }
}
