import VoicemailModel

/// The settings of mailboxes with which nothing is going on: no attempt is counted, none is on its way, and nobody asked for
/// their PIN recently. They have no `MailboxEntry`; what has one is not in here, so that each mailbox is known in one place.
///
/// Small, so that all mailboxes of a machine find room: what SETTINGS, PROMPT, ANNOUNCE and MESSAGES ask is in memory.
struct QuietMailboxes {
    /// A mailbox's place, found by its name alone. A set of these, where a dictionary would do, has the name and what belongs to
    /// it side by side: among a million mailboxes a look-up is paid for by the memory that it touches.
    private struct Place: Hashable {
        let id: MailboxID
        /// Nil in what is looked for.
        let kind: MailboxKind?

        static func == (left: Place, right: Place) -> Bool { left.id == right.id }

        func hash(into hasher: inout Hasher) { hasher.combine(id) }
    }

    private let capacity: Int
    private var places: Set<Place> = []
    /// The addresses of those that have one.
    private var emails: [MailboxID: EmailAddress] = [:]
    /// Mailboxes that were put in, or had an entry and were forgotten, since a page of the store was asked for: what the page
    /// says of them may be older. Nil while no page is asked for.
    private var settledMeanwhile: Set<MailboxID>?

    init(capacity: Int = Limits.quietMailboxes) {
        self.capacity = capacity
    }

    var count: Int { places.count }
    var isFull: Bool { places.count >= capacity }

    subscript(id: MailboxID) -> MailboxSummary? {
        guard let index = places.firstIndex(of: Place(id: id, kind: nil)), let kind = places[index].kind else {
            return nil
        }
        return MailboxSummary(kind: kind, email: kind.key.hasEmail ? emails[id] : nil)
    }

    /// So that it need not grow while it is filled.
    mutating func reserve(_ count: Int) {
        places.reserveCapacity(min(count, capacity))
    }

    /// An entry of this mailbox is made: that is where it is known from now on.
    mutating func remove(_ id: MailboxID) {
        guard let place = places.remove(Place(id: id, kind: nil)), place.kind?.key.hasEmail == true else { return }
        emails[id] = nil
    }

    /// The entry of `id` is forgotten. Where something is counted, or there is no such mailbox, `summary` is nil, and the store
    /// is asked when it is wanted again.
    mutating func settle(_ id: MailboxID, _ summary: MailboxSummary?) {
        settledMeanwhile?.insert(id)
        guard let summary, !isFull else { return }
        put(id, summary)
    }

    /// A page of the store is about to be asked for.
    mutating func expectPage() {
        settledMeanwhile = []
    }

    /// Takes what a page says of a mailbox that has no entry.
    mutating func take(_ id: MailboxID, _ summary: MailboxSummary) {
        guard settledMeanwhile?.contains(id) == false, !isFull else { return }
        put(id, summary)
    }

    mutating func pageIsTaken() {
        settledMeanwhile = nil
    }

    private mutating func put(_ id: MailboxID, _ summary: MailboxSummary) {
        places.update(with: Place(id: id, kind: summary.kind))
        if let email = summary.email { emails[id] = email }
    }
}
