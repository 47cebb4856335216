/// What may go to a terminal, of texts that somebody else has written: those of a database, of a server, of a file.
///
/// A terminal does what it is told: ESC moves the cursor and rewrites what was printed, a line end begins a row that there is not,
/// and characters that turn the direction of writing have a text read as another.
package enum TerminalText {
    /// `text` on one line, with each such character as its number: `\u{1b}`.
    package static func cleaned(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: \.commandsTerminal) else { return text }
        var cleaned = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.commandsTerminal {
                cleaned += "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars
            } else {
                cleaned.append(scalar)
            }
        }
        return String(cleaned)
    }

    /// The same of a text that we have written on several lines. What is put into it is to be cleaned before.
    package static func cleanedLines(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { cleaned(String($0)) }.joined(separator: "\n")
    }
}

extension Unicode.Scalar {
    /// Whether it is none that is shown, but one that says how others are.
    package var commandsTerminal: Bool {
        switch properties.generalCategory {
        // C0 with ESC and line ends, DEL, C1; U+2028; U+2029.
        case .control, .lineSeparator, .paragraphSeparator: true
        // Of these some languages need what joins letters or keeps them apart. The others turn the direction, or cannot be seen.
        case .format: !(value == 0x200C || value == 0x200D)
        default: false
        }
    }
}
