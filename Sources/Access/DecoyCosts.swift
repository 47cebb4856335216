public import VoicemailModel

/// What is spent on a PIN at a mailbox that has no hash to compare it with: as much as a mailbox picked at random that has one.
///
/// Hashes that came from elsewhere, or from before `hash.memory` was changed, take longer or shorter than this server's own.
/// If every unknown mailbox cost the same, the time of a refusal would tell who is not unknown. So each name draws a cost, always the
/// same one, and costs are drawn as often as mailboxes have them. When a login replaces a dear hash by one of today's, some
/// name's draw moves the same way.
public struct DecoyCosts: Sendable {
    private let hash: KeyedHash?
    private var counts: [HashCost: Int]
    /// The costs that some mailbox has, the dearest first, so that a draw changes as a mailbox's own cost does.
    private var order: [HashCost]
    private var total: Int

    /// - Parameter costs: as the store counts them; nil where every draw is nil, which is what this server's own hashes cost.
    public init(_ costs: HashCosts?) {
        hash = costs.flatMap { KeyedHash(key: $0.key) }
        counts = costs?.counts.filter { $0.value > 0 } ?? [:]
        order = counts.keys.sorted(by: >)
        total = counts.values.reduce(0, +)
    }

    /// A mailbox's hash is replaced, added (`old` is nil) or removed (`new` is nil).
    public mutating func replace(_ old: HashCost?, with new: HashCost?) {
        guard old != new else { return }
        if let old { count(old, -1) }
        if let new { count(new, 1) }
    }

    /// The cost that `mailbox` draws; nil when no mailbox has a hash.
    public func cost(for mailbox: MailboxID) -> HashCost? {
        guard let hash, total > 0 else { return nil }
        let digest = hash.digest(of: [SecretBytes(copying: mailbox.description.utf8)])
        let draw = digest.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
        // The high half of the product: evenly spread over the mailboxes, whatever their number.
        var place = Int(draw.multipliedFullWidth(by: UInt64(total)).high)
        for cost in order {
            place -= counts[cost] ?? 0
            if place < 0 { return cost }
        }
        return order.last
    }

    private mutating func count(_ cost: HashCost, _ change: Int) {
        let count = (counts[cost] ?? 0) + change
        guard count >= 0 else { return }
        total += change
        if count == 0 {
            counts[cost] = nil
            order.removeAll { $0 == cost }
        } else if counts.updateValue(count, forKey: cost) == nil {
            order.append(cost)
            order.sort(by: >)
        }
    }
}
