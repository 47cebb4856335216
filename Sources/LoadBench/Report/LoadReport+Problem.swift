extension LoadReport {
    /// What keeps the run from being a success, a sentence each; empty when nothing does.
    public var problems: [String] {
        var problems: [String] = []
        if ending == .interrupted { problems.append("interrupted: what was measured until then is shown.") }
        if !surprises.isEmpty {
            let count = surprises.map(\.count).reduce(0, +)
            problems.append(
                "\(Figures.grouped(count)) answers were not what their PIN deserved: see above, and report it.")
        }
        // Of a server that is gone the last requests are lost: that is no second problem.
        if let failure { return problems + [failure] }
        if let failedSentence { problems.append(failedSentence) }
        guard ending == .completed else { return problems }
        if capacity == nil, let unsentSentence { problems.append(unsentSentence) }
        if let capacity, capacity.best == nil {
            problems.append("the server carried none of the rates that were offered: begin with a lower --rate.")
        }
        return problems
    }

    /// What the server did not do; nil when it answered everything.
    private var failedSentence: String? {
        let words: [(outcome: Outcome, words: String)] = [
            (.lost, "got no answer"), (.unavailable, "got UNAVAILABLE"), (.otherError, "got an error"),
        ]
        var parts: [String] = []
        for (outcome, words) in words {
            guard let quantity = quantity(of: outcome, isNamed: parts.isEmpty) else { continue }
            parts.append("\(quantity) \(words)")
        }
        return parts.isEmpty ? nil : "\(parts.joined(separator: ", and ")): see the server's log."
    }

    /// What was never sent; nil when everything was.
    var unsentSentence: String? {
        quantity(of: .unsent, isNamed: true).map {
            "\($0) went unsent, because as many as may be were waiting: the server answers too slowly, or"
                + " --outstanding is too low for this rate."
        }
    }

    /// `120 requests (4.0 %)`, or `120 (4.0 %)` where they need not be named; nil when there are none.
    private func quantity(of outcome: Outcome, isNamed: Bool) -> String? {
        outcomes.first { $0.outcome == outcome && $0.count > 0 }.map {
            let noun = isNamed ? $0.count == 1 ? " request" : " requests" : ""
            return "\(Figures.grouped($0.count))\(noun) (\(Figures.percent($0.share)))"
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
        guard !steps.isEmpty else { return "No step of the search came to its end." }
        guard let best else { return "No rate that was offered was carried." }
        return "No capacity: the search was broken off, or requests failed. The most that was carried is"
            + " \(Figures.rate(best.goodput)) verified requests a second."
    }

    /// What the search has found, in a few words.
    var headline: String {
        if let verifiedPerSecond { return "This server verifies \(Figures.rate(verifiedPerSecond)) PINs a second" }
        return best == nil && !steps.isEmpty ? "No rate that was offered was carried" : "The capacity was not found"
    }
}
