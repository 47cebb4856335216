/// Looks for the cost that takes the target time: as much memory as fits with two passes, and more passes only when there
/// is no memory left (RFC 9106 §4: memory first, for it is what an attacker's hardware lacks).
///
/// At least two passes, because with one there are ways to compute the hash in less memory, and what is left behind
/// in the memory lets guesses be tried without its cost. One pass is a last resort for a slow machine.
struct CostSearch: Sendable {
    /// Less memory than this is not worth the name of a memory-hard hash.
    static let leastMebibytes = 8
    /// The search ends when a cost takes at least this share of the target time.
    static let closeEnough = 0.95
    private static let mostOperations = 1000
    private static let mostObservations = 16

    private let target: Duration
    private let mostMebibytes: Int
    /// The cost to measure next; nil when the search is over.
    private(set) var next: CandidateCost?
    /// The highest cost that takes no longer than the target time; nil when there is none.
    private(set) var best: CandidateCost?
    /// What `best` took.
    private(set) var bestTime: Duration?
    /// The cheapest memory, at the passes being tried, that takes longer.
    private var tooMuch: Int
    private var observations = 0
    /// What the lowest cost of all took; nil when it was not tried.
    private(set) var leastTime: Duration?

    /// - Parameter mostMebibytes: memory that one hash may take.
    init(target: Duration, mostMebibytes: Int) {
        self.target = target
        self.mostMebibytes = mostMebibytes
        tooMuch = mostMebibytes + 1
        next = CandidateCost(mebibytes: min(16, mostMebibytes), operations: 2)
    }

    /// Takes in how long a hash of `next` took.
    mutating func observe(_ time: Duration) {
        guard let cost = next else { return }
        observations += 1
        if time <= target { (best, bestTime) = (cost, time) }
        guard observations < Self.mostObservations else { return next = nil }
        // A hash takes time in proportion to its cost, nearly: the next guess is the target time's share of this one.
        let ratio = (target / time) * 0.99
        next =
            cost.operations > 2 || (cost.mebibytes == mostMebibytes && time <= target)
            ? withOperations(cost, time, ratio) : withMemory(cost, time, ratio)
    }

    private mutating func withMemory(_ cost: CandidateCost, _ time: Duration, _ ratio: Double) -> CandidateCost? {
        if cost == CandidateCost(mebibytes: Self.leastMebibytes, operations: 1) { leastTime = time }
        if time > target { tooMuch = min(tooMuch, cost.mebibytes) }
        if time <= target, time >= target * Self.closeEnough { return nil }
        guard tooMuch > Self.leastMebibytes else {
            guard cost.operations > 1 else { return nil }
            tooMuch = mostMebibytes + 1
            return CandidateCost(mebibytes: Self.leastMebibytes, operations: 1)
        }
        let least = max(Self.leastMebibytes, best.map { $0.mebibytes + 1 } ?? 0)
        guard least < tooMuch else { return nil }
        let guess = Int(min(Double(cost.mebibytes) * ratio, Double(mostMebibytes)))
        return CandidateCost(mebibytes: min(max(guess, least), tooMuch - 1), operations: cost.operations)
    }

    /// All the memory that may be used is used.
    private func withOperations(_ cost: CandidateCost, _ time: Duration, _ ratio: Double) -> CandidateCost? {
        guard time <= target else {
            let fewer = cost.operations - 1
            return fewer > (best?.operations ?? 0) ? CandidateCost(mebibytes: mostMebibytes, operations: fewer) : nil
        }
        let more = min(Int(Double(cost.operations) * ratio), Self.mostOperations)
        return more > cost.operations ? CandidateCost(mebibytes: mostMebibytes, operations: more) : nil
    }
}
