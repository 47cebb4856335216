extension LoadReport {
    /// What keeps the run from being a success, as a sentence; nil when nothing does.
    public var problem: String? {
        if let failure { return failure }
        if ending == .interrupted { return "interrupted: what was measured until then is shown." }
        if !surprises.isEmpty {
            let count = surprises.map(\.count).reduce(0, +)
            return "\(Figures.grouped(count)) answers were not what their PIN deserved: see above, and report it."
        }
        if let failedSentence { return failedSentence }
        guard let capacity else { return unsentSentence }
        guard capacity.verifiedPerSecond == nil else { return nil }
        return "the server carried none of the rates that were offered: begin with a lower --rate."
    }

    /// What the server did not do; nil when it answered everything.
    private var failedSentence: String? {
        let words: [(outcome: Outcome, words: String)] = [
            (.lost, "got no answer"), (.unavailable, "were answered UNAVAILABLE"),
            (.otherError, "were answered with an error"),
        ]
        let parts = words.compactMap { part in quantity(of: part.outcome).map { "\($0) \(part.words)" } }
        guard !parts.isEmpty else { return nil }
        return "of the requests, \(parts.joined(separator: ", and ")): see the server's log."
    }

    /// What was never sent; nil when everything was.
    var unsentSentence: String? {
        quantity(of: .unsent).map {
            "of the requests, \($0) were never sent, because as many as may be were waiting: the server answers too slowly, or"
                + " --outstanding is too low for this rate."
        }
    }

    /// `120 (4.0 %)`; nil when there are none.
    private func quantity(of outcome: Outcome) -> String? {
        outcomes.first { $0.outcome == outcome && $0.count > 0 }.map {
            "\(Figures.grouped($0.count)) (\(Figures.percent($0.share)))"
        }
    }
}

extension LoadReport.Capacity {
    /// The best step that was carried.
    var best: CapacityStep? {
        steps.filter { $0.verdict == .carried }.max { $0.goodput < $1.goodput }
    }

    /// What the search has found.
    var sentence: String {
        if let verifiedPerSecond { return "Capacity: \(Figures.rate(verifiedPerSecond)) verified requests a second." }
        guard let best else { return "No rate that was offered was carried." }
        return "No capacity: the search did not end as it should. The most that was carried is"
            + " \(Figures.rate(best.goodput)) verified requests a second."
    }

    /// What the search has found, in a few words.
    var headline: String {
        if let verifiedPerSecond { return "This server verifies \(Figures.rate(verifiedPerSecond)) PINs a second" }
        return best == nil ? "No rate that was offered was carried" : "The capacity was not found"
    }
}
