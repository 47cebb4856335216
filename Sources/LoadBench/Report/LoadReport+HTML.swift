extension LoadReport {
    /// One page that needs nothing else: no script, no font, no address is asked for anything. It is well-formed XML, too.
    public var html: String {
        let head = Markup(
            "head", [:], Markup("meta", ["charset": "utf-8"]),
            Markup("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
            Markup("title", [:], Markup("vmgate bench: \(target), \(date)")),
            Markup("style", [:], Markup("\n\(ReportStyle.css)\n")))
        let charts = [capacityChart, throughputChart, latencyChart, distributionChart].compactMap { $0 }
        let main = Markup(
            "main", [:],
            [header] + notices + [tiles] + charts + [outcomeSection] + stepSection + [planSection, readingSection])
        let page = Markup(
            "html", ["lang": "en", "xmlns": "http://www.w3.org/1999/xhtml"], head,
            Markup("body", [:], ReportStyle.textures, main))
        return "<!DOCTYPE html>\n\(page.text)\n"
    }

    private var header: Markup {
        Markup(
            "header", [:], Markup("h1", [:], Markup(headline)),
            Markup("p", ["class": "soft"], Markup("vmgate bench against \(target), \(date). \(plan.inWords).")))
    }

    private var headline: String {
        if let capacity {
            return capacity.verifiedPerSecond.map { "This server verifies \(Figures.rate($0)) PINs a second" }
                ?? "No rate that was offered was carried"
        }
        return "\(Figures.rate(goodputPerSecond)) PINs verified a second of \(Figures.rate(offeredPerSecond)) requests offered"
    }

    /// What a reader must not overlook.
    private var notices: [Markup] {
        let texts = (problem.map { [$0] } ?? []) + sentences.dropFirst()
        return texts.map { text in
            let sentence = text.prefix(1).uppercased() + text.dropFirst()
            return Markup("p", ["class": "notice"], Markup(sentence))
        }
    }

    private var tiles: Markup {
        var tiles: [(String, String)] = []
        if let found = capacity?.verifiedPerSecond { tiles.append(("\(Figures.rate(found))/s", "capacity")) }
        if capacity == nil {
            tiles.append(("\(Figures.rate(goodputPerSecond))/s", "goodput: verified a second"))
            tiles.append(("\(Figures.rate(offeredPerSecond))/s", "offered"))
        }
        if let verified {
            tiles.append((Figures.time(verified.p50Microseconds), "p50 of verified requests"))
            tiles.append((Figures.time(verified.p99Microseconds), "p99 of verified requests"))
        }
        tiles.append((Figures.percent(share(of: [.busy])), "refused as busy"))
        tiles.append((Figures.percent(share(of: [.unavailable, .otherError, .lost, .unsent])), "failed or lost"))
        return Markup(
            "ul", ["class": "tiles"],
            tiles.map { Markup("li", [:], Markup("b", [:], Markup($0.0)), Markup("span", [:], Markup($0.1))) })
    }

    private func share(of wanted: Set<Outcome>) -> Double {
        outcomes.filter { wanted.contains($0.outcome) }.map(\.share).reduce(0, +)
    }

    private var outcomeSection: Markup {
        let header = ["outcome", "answers", "share", "per s", "p50", "p90", "p99", "p99.9", "max"]
        let rows = outcomes.map { row in
            Markup(
                "tr", [:],
                [Markup("th", ["scope": "row"], Self.swatch(row.outcome), Markup(row.outcome.rawValue))]
                    + row.cells.dropFirst().map { Markup("td", [:], Markup($0)) })
        }
        return Self.table("What became of the requests", header, rows)
    }

    private var stepSection: [Markup] {
        guard let capacity else { return [] }
        let rows = capacity.steps.map { step in
            let cells = [
                Figures.rate(step.goodput), Figures.time(step.p99Microseconds), Figures.grouped(step.busy),
                step.verdict.rawValue,
            ]
            return Markup(
                "tr", [:],
                [Markup("th", ["scope": "row"], Markup("\(Figures.rate(step.offered))/s"))]
                    + cells.map { Markup("td", [:], Markup($0)) })
        }
        return [
            Self.table("The steps of the search", ["offered", "verified per s", "p99", "busy", "verdict"], rows)
        ]
    }

    private static func table(_ title: String, _ header: [String], _ rows: [Markup]) -> Markup {
        let head = Markup("tr", [:], header.map { Markup("th", ["scope": "col"], Markup($0)) })
        return Markup(
            "section", [:], Markup("h2", [:], Markup(title)),
            Markup(
                "div", ["class": "scroll"],
                Markup("table", [:], Markup("thead", [:], head), Markup("tbody", [:], rows))))
    }

    private var planSection: Markup {
        var items = plan.items
        for (key, value) in server.sorted(by: { $0.key < $1.key })
        where ["version", "hash_memory_kib", "hash_operations", "hash_workers", "hash_memory", "mailboxes"].contains(key) {
            items.append(("server: \(key)", value))
        }
        return Markup(
            "section", [:], Markup("h2", [:], Markup("The plan")),
            Markup(
                "dl", [:],
                items.flatMap { [Markup("dt", [:], Markup($0.0)), Markup("dd", [:], Markup($0.1))] }))
    }

    private var readingSection: Markup {
        let paragraphs = [
            "Goodput counts what was granted or denied, for which a hash was run. Busy is a refusal that costs next to nothing:"
                + " a server at its limit should answer the rest so, and quickly.",
            plan.pace.hasPrefix("closed")
                ? "Closed loop: a connection waits for its answer before it sends again, so a slow server is asked less, and"
                    + " these latencies flatter it."
                : "Open loop: requests are sent by the clock, whatever the server does, and latency counts from when a request"
                    + " was due. So time that a stalled server makes others wait is in the figures.",
        ]
        return Markup(
            "section", [:],
            [Markup("h2", [:], Markup("How to read this"))] + paragraphs.map { Markup("p", ["class": "soft"], Markup($0)) })
    }
}

extension LoadReport.Plan {
    /// The load in a few words.
    var inWords: String {
        let mix = TrafficKind.allCases.compactMap { kind in
            self.mix[kind.rawValue].flatMap { $0 > 0 ? "\($0) % \(kind.rawValue)" : nil }
        }
        let sentence = pace.prefix(1).uppercased() + pace.dropFirst()
        return "\(sentence): \(mix.joined(separator: ", "))"
    }

    /// All of it, by name.
    var items: [(String, String)] {
        var items = [("pace", pace)]
        if let ratePerSecond {
            items.append((pace.hasPrefix("search") ? "first rate" : "rate", "\(Figures.rate(ratePerSecond))/s"))
        }
        items += [
            (pace.hasPrefix("search") ? "length of a step" : "duration", "\(Figures.plain(durationSeconds)) s"),
            ("ramp", "\(Figures.plain(rampSeconds)) s"),
            ("mix", inWords.split(separator: ": ").last.map(String.init) ?? ""),
            ("mailboxes", Figures.grouped(mailboxes)), ("connections", Figures.grouped(connections)),
            ("outstanding at most", Figures.grouped(outstanding)),
            ("sources", sources == 0 ? "none named" : Figures.grouped(sources)),
            ("deadline", "\(Figures.plain(deadlineSeconds)) s"), ("seed", String(seed)),
        ]
        return items
    }
}
