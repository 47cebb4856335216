import Glibc
import Settings

/// Help as it fits a terminal: what is prose is wrapped at its width, and lines of examples are left whole, so that they can
/// be copied.
struct HelpText {
    /// Where nothing says how wide the terminal is, and at least.
    private static let (standard, least) = (80, 40)

    /// How wide it is.
    let columns: Int

    init(columns: Int) {
        self.columns = max(columns, Self.least)
    }

    /// Of the terminal that standard output is, if it is one.
    ///
    /// - Parameter environment: `COLUMNS` comes first, as environ(7) has it.
    static func columns(_ environment: [String: String]) -> Int {
        if let columns = environment["COLUMNS"].flatMap({ Int(digits: $0) }), columns > 0 { return columns }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return standard }
        return Int(size.ws_col)
    }

    /// - Parameter render: ArgumentParser's help, wrapped at so many columns. It wraps the lines of examples, too.
    func text(_ render: (_ columns: Int) -> String) -> String {
        let unwrapped = Self.parts(render(1_000_000))
        let wrapped = Self.parts(render(columns))
        guard let overview = unwrapped.overview, let usage = wrapped.usage else { return render(columns) }
        return wrap(overview) + usageMark + wrapUsage(usage) + wrapped.rest
    }

    private var usageMark: String { Self.usageMark }
    private static let usageMark = "\n\nUSAGE: "

    /// The help's overview, the line of its usage, and what follows.
    private static func parts(_ help: String) -> (overview: String?, usage: String?, rest: String) {
        guard let mark = help.firstRange(of: usageMark) else { return (nil, nil, help) }
        let (overview, behind) = (help[..<mark.lowerBound], help[mark.upperBound...])
        let end = behind.firstRange(of: "\n\n")?.lowerBound ?? behind.endIndex
        return (String(overview), String(behind[..<end]), String(behind[end...]))
    }

    /// Lines that begin with a space are examples.
    private func wrap(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix(" ") ? String(line) : fill(line.split(separator: " "), indent: 0)
        }.joined(separator: "\n")
    }

    /// What is in brackets stays together.
    private func wrapUsage(_ usage: String) -> String {
        var pieces: [String] = []
        var depth = 0
        for word in usage.split(separator: " ") {
            if depth > 0 { pieces[pieces.count - 1] += " \(word)" } else { pieces.append(String(word)) }
            depth += word.count { $0 == "[" } - word.count { $0 == "]" }
        }
        return fill(pieces, indent: "USAGE: ".count, used: "USAGE: ".count)
    }

    private func fill(_ words: [some StringProtocol], indent: Int, used: Int = 0) -> String {
        var text = ""
        var column = used
        for (index, word) in words.enumerated() {
            let isFirst = index == 0
            if !isFirst, column + 1 + word.count > columns {
                text += "\n" + String(repeating: " ", count: indent)
                column = indent
            } else if !isFirst {
                text += " "
                column += 1
            }
            text += word
            column += word.count
        }
        return text
    }
}
