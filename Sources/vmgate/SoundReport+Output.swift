import Rendering

extension SoundReport {
    var json: JSONText {
        func count(_ count: Count) -> JSONText {
            .object([("needed", .number(count.needed)), ("present", .number(count.present))])
        }
        func names(_ names: [String]) -> JSONText { .array(names.map { .string($0) }) }
        return .object([
            ("language", .string(language)), ("prompts", count(prompts)), ("clips", count(clips)),
            ("rendered", .number(rendered)), ("recorded", .number(recorded)), ("missing", names(missing)),
            ("stale", names(stale)), ("unused_readings", names(unusedReadings)),
            (
                "odd",
                .array(
                    odd.map { .object([("file", .string($0.file)), ("reason", .string($0.reason))]) })
            ), ("voice", .boolean(hasVoice)),
        ])
    }

    /// One line for each language, under one that says what the columns are.
    static func table(_ reports: [SoundReport]) -> String {
        let header = ["language", "prompts", "clips", "rendered", "recorded", "missing", "stale", "odd"]
        let rows = reports.map { report in
            [
                report.language, "\(report.prompts.present)/\(report.prompts.needed)",
                "\(report.clips.present)/\(report.clips.needed)", "\(report.rendered)", "\(report.recorded)",
                "\(report.missing.count)", "\(report.stale.count)", "\(report.odd.count)",
            ]
        }
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        return ([header] + rows).map { row in
            row.indices.map { column in
                let gap = String(repeating: " ", count: widths[column] - row[column].count)
                return column == 0 ? row[column] + gap : gap + row[column]
            }.joined(separator: "  ") + "\n"
        }.joined()
    }
}
