extension LoadReport {
    /// One page that needs nothing else: no script, no font, no address is asked for anything. It is well-formed XML,
    /// too.
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
        if let capacity { return capacity.headline }
        let verified = "\(Figures.rate(goodputPerSecond)) PINs verified a second"
        return plan.ratePerSecond == nil ? verified : "\(verified), of \(Figures.rate(offeredPerSecond)) offered"
    }

    /// What a reader must not overlook.
    private var notices: [Markup] {
        let problems = problems.map { text in
            Markup("p", ["class": "notice problem"], Markup(text.prefix(1).uppercased() + text.dropFirst()))
        }
        return problems + sentences.dropFirst().map { Markup("p", ["class": "notice"], Markup($0)) }
    }

    private var tiles: Markup {
        let failed = (Figures.percent(share(of: [.unavailable, .otherError, .lost, .unsent])), "failed or lost")
        let tiles = (capacity.map(searchTiles) ?? loadTiles) + [failed]
        return Markup(
            "ul", ["class": "tiles"],
            tiles.map { Markup("li", [:], Markup("b", [:], Markup($0.0)), Markup("span", [:], Markup($0.1))) })
    }

    private var loadTiles: [(String, String)] {
        var tiles = [
            ("\(Figures.rate(goodputPerSecond))/s", "verified a second"),
            ("\(Figures.rate(offeredPerSecond))/s", plan.ratePerSecond == nil ? "sent" : "offered"),
        ]
        if let verified {
            tiles.append((Figures.time(verified.p50Microseconds), "p50 of verified"))
            tiles.append((Figures.time(verified.p99Microseconds), "p99 of verified"))
        }
        return tiles + [(Figures.percent(share(of: [.busy])), "refused as busy")]
    }

    /// Of a search, the latencies of all steps together would say nothing: most of them are beyond what is carried.
    private func searchTiles(_ capacity: Capacity) -> [(String, String)] {
        var tiles = [("\(capacity.steps.count)", "steps tried")]
        if let best = capacity.best {
            tiles.insert((Figures.time(best.p99Microseconds), "p99 at that rate"), at: 0)
            tiles.insert(
                ("\(Figures.rate(best.goodput))/s", capacity.verifiedPerSecond == nil ? "most carried" : "capacity"),
                at: 0)
        }
        return tiles
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
        let items = plan.items + serverItems
        return Markup(
            "section", [:], Markup("h2", [:], Markup("The plan")),
            Markup(
                "dl", [:],
                items.map { Markup("div", [:], Markup("dt", [:], Markup($0.0)), Markup("dd", [:], Markup($0.1))) }))
    }

    /// What the server says of its hashing.
    private var serverItems: [(String, String)] {
        var items: [(String, String)] = []
        if let kibibytes = server["hash_memory_kib"].flatMap({ Double($0) }), let operations = server["hash_operations"]
        {
            items.append(("hash cost", "\(Figures.plain(kibibytes / 1024)) MiB, \(operations) operations"))
        }
        if let workers = server["hash_workers"] {
            items.append(("hash workers", workers + (server["hash_memory"].map { ", memory \($0)" } ?? "")))
        }
        if let version = server["version"] { items.append(("server version", version)) }
        return items
    }

    private var readingSection: Markup {
        let paragraphs = [
            "Goodput counts what was granted or denied, for which a hash was run. Busy is a refusal that costs next to"
                + " nothing: a server at its limit should answer the rest so, and quickly.",
            plan.pace.hasPrefix("closed")
                ? "Closed loop: a connection waits for its answer before it sends again, so a slow server is asked less,"
                    + " and these latencies flatter it."
                : "Open loop: requests are sent by the clock, whatever the server does, and latency counts from when"
                    + " a request was due. So time that a stalled server makes others wait is in the figures.",
        ]
        return Markup(
            "section", [:],
            [Markup("h2", [:], Markup("How to read this"))]
                + paragraphs.map { Markup("p", ["class": "soft"], Markup($0)) })
    }
}

extension LoadReport.Plan {
    /// The load in a few words.
    var inWords: String {
        let mix = TrafficKind.allCases.compactMap { kind in
            self.mix[kind.rawValue].flatMap { $0 > 0 ? "\($0)\u{A0}% \(kind.rawValue)" : nil }
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
