extension LoadReport {
    /// The report for a terminal.
    public var table: String {
        var text = outcomeTable
        if let capacity, !capacity.steps.isEmpty { text += "\n" + Self.capacityTable(capacity) }
        return text + "\n" + sentences.map { "\($0)\n" }.joined()
    }

    private var outcomeTable: String {
        let header = ["outcome", "answers", "share", "per s", "p50", "p90", "p99", "p99.9", "max"]
        return TextTable(header: header, rows: outcomes.map(\.cells)).text
    }

    private static func capacityTable(_ capacity: Capacity) -> String {
        let rows = capacity.steps.map { step in
            [
                Figures.rate(step.offered), Figures.rate(step.goodput), Figures.time(step.p99Microseconds),
                Figures.grouped(step.busy), step.verdict.rawValue,
            ]
        }
        return TextTable(header: ["offered/s", "goodput/s", "p99", "busy", "verdict"], rows: rows).text
    }

    /// What the figures come to, a sentence each.
    var sentences: [String] {
        var sentences: [String] = []
        let seconds = Figures.fixed(measuredSeconds, 1)
        if let capacity {
            sentences.append(capacity.sentence)
            // A search offers more than is carried, so this is not a failure.
            if let unsent = unsentSentence { sentences.append(unsent) }
        } else {
            sentences.append(
                "Offered \(Figures.rate(offeredPerSecond))/s, goodput \(Figures.rate(goodputPerSecond))/s"
                    + " over \(seconds) s (goodput: granted or denied, so a hash was run).")
        }
        if let lateness, lateness.p99Microseconds > 20_000 {
            sentences.append(
                "1 request in 100 was sent more than \(Figures.time(lateness.p99Microseconds)) late: its"
                    + " connection had no place left, or this machine had no time for the load generator.")
        }
        for surprise in surprises {
            sentences.append(
                "\(Figures.grouped(surprise.count)) \(surprise.kind.rawValue) requests were answered"
                    + " \(surprise.outcome.rawValue), which must not happen.")
        }
        return sentences
    }
}

extension LoadReport.OutcomeRow {
    /// The row's cells, as text.
    var cells: [String] {
        [
            outcome.rawValue, Figures.grouped(count), Figures.percent(share), Figures.rate(perSecond),
            Figures.time(latency.p50Microseconds), Figures.time(latency.p90Microseconds),
            Figures.time(latency.p99Microseconds), Figures.time(latency.p999Microseconds),
            Figures.time(latency.maxMicroseconds),
        ]
    }
}

/// Columns for a terminal: the first to the left, the others to the right.
struct TextTable {
    let header: [String]
    let rows: [[String]]

    var text: String {
        let lines = [header] + rows
        let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            let cells = zip(line, widths).enumerated().map { index, cell in
                let space = String(repeating: " ", count: cell.1 - cell.0.count)
                return index == 0 ? cell.0 + space : space + cell.0
            }
            return cells.joined(separator: "  ") + "\n"
        }.joined()
    }
}
