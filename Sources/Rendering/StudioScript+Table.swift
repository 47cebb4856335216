extension StudioScript {
    /// The script as rows of a table, the first with the names of the columns. Each row says all of its sound.
    public var table: [[String]] {
        let columns = [
            "file", "section", "text", "sentence", "place", "other_places", "reading", "same_text", "format",
            "loudness", "silence",
        ]
        return [columns]
            + sections.flatMap { section in
                section.rows.map { row in
                    [
                        row.file, section.name, row.text, row.sentence(marking: "[", "]"), row.place.rawValue,
                        row.otherPlaces.map(\.rawValue).joined(separator: " "), row.reading ?? "",
                        row.sameText.joined(separator: " "), RecordingTerms.format, RecordingTerms.loudness,
                        RecordingTerms.silence,
                    ]
                }
            }
    }
}

extension StudioScript.Row {
    /// The example, with these around what is recorded.
    func sentence(marking start: String, _ end: String) -> String {
        [before, start + text + end, after].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
