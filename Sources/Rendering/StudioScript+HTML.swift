extension StudioScript {
    /// The script as one page that needs nothing else, to be read on a screen and printed.
    public var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Recording script: \(language)</title>
        <style>
        \(Self.style)
        </style>
        </head>
        <body>
        <h1>Recording script: \(language)</h1>
        \(introduction)
        \(sections.map(markup).joined(separator: "\n"))
        </body>
        </html>

        """
    }

    /// For paper, too: heads of tables on each page, and no row on two.
    private static let style = """
        body { font: 15px/1.4 sans-serif; margin: 2em; color: #000; background: #fff }
        h2 { margin: 1.6em 0 .4em }
        table { border-collapse: collapse; width: 100% }
        th, td { border: 1px solid #999; padding: .3em .5em; text-align: start; vertical-align: top }
        th { background: #eee }
        thead { display: table-header-group }
        tr { break-inside: avoid }
        .text { font-size: 1.15em; font-weight: bold }
        .file { font-family: monospace; font-size: .9em; overflow-wrap: anywhere }
        mark { background: #ffe680; color: #000; font-weight: bold; text-decoration: underline }
        @media print { body { margin: 0; font-size: 11px } h2 { break-after: avoid } @page { size: A4 landscape; margin: 12mm } }
        """

    private var introduction: String {
        let terms = [
            (
                "What",
                "\(rows.count) sounds. Record the text alone. The sentence shows how it goes on; the marked part is the text."
            ),
            (
                "Place",
                "first: the voice stays up, as the sentence goes on. middle: it goes on, too. last: the voice falls. alone: the text is "
                    + "a whole sentence. Where a text also stands elsewhere, speak it so that it fits there as well."
            ),
            ("Format", RecordingTerms.format + ". Record at a higher rate if you like, and convert at the end."),
            ("Loudness", RecordingTerms.loudness + ". All files equally loud: they are played one behind the other."),
            ("Silence", RecordingTerms.silence + "."),
            ("Length", RecordingTerms.length + "."),
            (
                "Files",
                "One for each row, with the name that stands there, folders included. A text that stands in several rows may be "
                    + "recorded once and copied, if it is in the same place."
            ),
            (
                "Pronounced",
                "How the synthetic voice is made to read the text, where its spelling does not say it. What is in [[ ]] are "
                    + "phonemes of espeak-ng."
            ),
            ("Check", "vmgate prompts check names each file that is missing or cannot be played as it is."),
        ]
        let rows = terms.map { "<tr><th scope=\"row\">\(Self.escaped($0))</th><td>\(Self.escaped($1))</td></tr>" }
        return "<table>\n\(rows.joined(separator: "\n"))\n</table>"
    }

    private func markup(_ section: Section) -> String {
        let head = ["Text", "In a sentence", "Place", "Pronounced", "File"].map { "<th scope=\"col\">\($0)</th>" }
        return """
            <h2>\(Self.escaped(section.name)) (\(section.rows.count))</h2>
            <table>
            <thead><tr>\(head.joined())</tr></thead>
            <tbody>
            \(section.rows.map(markup).joined(separator: "\n"))
            </tbody>
            </table>
            """
    }

    private func markup(_ row: Row) -> String {
        let attributes = "lang=\"\(language)\" dir=\"\(isRightToLeft ? "rtl" : "ltr")\""
        let sentence = [Self.escaped(row.before), "<mark>\(Self.escaped(row.text))</mark>", Self.escaped(row.after)]
            .filter { !$0.isEmpty }.joined(separator: " ")
        let others = row.otherPlaces.isEmpty ? "" : ", also \(row.otherPlaces.map(\.rawValue).joined(separator: ", "))"
        // A reading may have phonemes, which are written from left to right.
        let reading = row.reading.map { "<bdi>\(Self.escaped($0))</bdi>" } ?? ""
        let same = row.sameText.isEmpty ? "" : "<br />same text: \(Self.escaped(row.sameText.joined(separator: ", ")))"
        return "<tr><td class=\"text\" \(attributes)>\(Self.escaped(row.text))</td><td \(attributes)>\(sentence)</td>"
            + "<td>\(row.place.rawValue)\(others)</td><td>\(reading)</td>"
            + "<td class=\"file\">\(Self.escaped(row.file))\(same)</td></tr>"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
