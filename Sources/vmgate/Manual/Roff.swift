/// Text as roff(7) takes it.
enum Roff {
    /// A piece of a line, in which nothing is a request, an escape or a macro.
    static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("'", with: "\\(aq")
            .replacing("`", with: "\\(ga").replacing("^", with: "\\(ha").replacing("~", with: "\\(ti")
            .replacing("\"", with: "\\(dq").replacing("…", with: "...")
    }

    /// Prose on short lines. A sentence begins a line, as that is how a formatter knows where one ends.
    static func prose(_ text: String) -> String {
        let words = text.split(separator: " ")
        var lines: [String] = []
        for (index, word) in words.enumerated() {
            let beginsSentence = index > 0 && endsSentence(words[index - 1]) && word.first?.isUppercase ?? false
            let word = unbroken(word)
            if let last = lines.last, !beginsSentence, last.utf8.count + 1 + word.utf8.count <= width {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append(word)
            }
        }
        return lines.map(literal(escaped:)).joined(separator: "\n")
    }

    private static let width = 78

    /// A word; one that is a name, such as `hash.deadline_ms`, is not hyphenated: nobody could copy it.
    private static func unbroken(_ word: Substring) -> String {
        let isName = word.dropLast().contains { "._/=".contains($0) }
        return (isName ? "\\%" : "") + escaped(String(word))
    }

    private static func endsSentence(_ word: Substring) -> Bool {
        word.hasSuffix(".") || word.hasSuffix(".)") || word.hasSuffix("?")
    }

    /// A line that is to stand as it is.
    static func literal(_ text: String) -> String {
        literal(escaped: escaped(text))
    }

    /// A line that begins with a dot is a request.
    private static func literal(escaped line: String) -> String {
        line.hasPrefix(".") ? "\\&" + line : line
    }

    /// `Fl \-clock Ar CLOCK`, or `Ar mailbox`.
    static func argument(_ argument: CommandDescription.Argument, withAllNames: Bool = false) -> String {
        let value = argument.valueName.map { "Ar \(escaped($0))" } ?? ""
        guard argument.kind != "positional" else { return value }
        let names = argument.spellings.prefix(withAllNames ? .max : 1).map { "Fl \(escaped(String($0.dropFirst())))" }
        let flags = names.joined(separator: " , ")
        return argument.kind == "option" ? "\(flags) \(value)" : flags
    }
}
