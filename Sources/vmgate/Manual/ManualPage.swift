/// The manual page of one command, in the language of mdoc(7).
struct ManualPage {
    /// The words of the command: `vmgate mailbox add`.
    private let words: [String]
    private let command: CommandDescription
    /// The day that the page is of, as `November 30, 2026`.
    private let day: String

    /// Every page of the program, the program's own first.
    static func all(of program: CommandDescription, day: String) -> [ManualPage] {
        let commands = [([], program)] + program.descendants.map { ($0.path, $0.command) }
        return commands.map { path, command in
            ManualPage(words: [program.commandName] + path, command: command, day: day)
        }
    }

    /// The page's file: `vmgate-mailbox-add.1`.
    var file: String { "\(title).1" }

    private var title: String { words.joined(separator: "-") }

    var text: String {
        let abstract = (command.abstract ?? "").droppingFinalStop
        var lines = [
            ".\\\" Made from the program's own help.",
            ".Dd \(day)", ".Dt \(title.uppercased()) 1", ".Os",
            ".Sh NAME", ".Nm \(title)", ".Nd \(Roff.escaped(abstract.uncapitalizedStart))",
        ]
        lines += synopsis + description + options + subcommands + Self.status + examples + seeAlso
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Sections

    private var synopsis: [String] {
        let arguments = command.shownArguments.filter { !["--help", "--version"].contains($0.spellings.first) }
        var lines = [".Sh SYNOPSIS", ".Nm \(words.joined(separator: " "))"]
        lines += Self.paired(arguments).map { pair in
            let shown = pair.map { Roff.argument($0) }.joined(separator: " | ") + (pair[0].isRepeating ? " ..." : "")
            return pair[0].isOptional ? ".Op \(shown)" : ".\(shown)"
        }
        if !command.shownSubcommands.isEmpty { lines += [".Ar command", ".Op Ar ..."] }
        return lines
    }

    private var description: [String] {
        var lines = [".Sh DESCRIPTION", Roff.prose(command.abstract ?? "")]
        for block in Discussion(command.discussion ?? "").blocks {
            switch block {
            case .prose(let text): lines += [".Pp", Roff.prose(text)]
            case .literal(let text): lines += Self.display(text)
            }
        }
        return lines
    }

    private var examples: [String] {
        let lines = Discussion(command.discussion ?? "").examples
        return lines.isEmpty ? [] : [".Sh EXAMPLES"] + Self.display(lines)
    }

    private static func display(_ lines: [String]) -> [String] {
        [".Bd -literal -offset indent"] + lines.map(Roff.literal) + [".Ed"]
    }

    private var options: [String] {
        let arguments = command.shownArguments
        guard !arguments.isEmpty else { return [] }
        var titles: [String] = []
        for title in arguments.compactMap(\.sectionTitle) where !titles.contains(title) { titles.append(title) }
        let positional = arguments.filter { $0.kind == "positional" }
        let others = arguments.filter { $0.kind != "positional" && $0.sectionTitle == nil }
        let titled = titles.flatMap { title in
            Self.list(arguments.filter { $0.sectionTitle == title }, title: title)
        }
        return [".Sh OPTIONS"] + Self.list(positional, title: nil) + titled
            + Self.list(others, title: titles.isEmpty ? nil : "Other options")
    }

    private static func list(_ arguments: [CommandDescription.Argument], title: String?) -> [String] {
        guard !arguments.isEmpty else { return [] }
        let items = paired(arguments).flatMap { pair in
            let names = pair.map { Roff.argument($0, withAllNames: true) }.joined(separator: " , ")
            return [".It \(names)", Roff.prose(help(pair[0]))]
        }
        return (title.map { [".Ss \(Roff.escaped($0))"] } ?? []) + [".Bl -tag -width indent"] + items + [".El"]
    }

    /// Flags of which each undoes the other stand together.
    private static func paired(_ arguments: [CommandDescription.Argument]) -> [[CommandDescription.Argument]] {
        var pairs: [[CommandDescription.Argument]] = []
        for argument in arguments {
            if let before = pairs.last?[0], let name = before.spellings.first, before.abstract == argument.abstract,
                argument.spellings.first == "--no-" + name.drop(while: { $0 == "-" })
            {
                pairs[pairs.count - 1].append(argument)
            } else {
                pairs.append([argument])
            }
        }
        return pairs
    }

    private static func help(_ argument: CommandDescription.Argument) -> String {
        var text = argument.abstract ?? ""
        let values = (argument.allValues ?? []).filter { !$0.isEmpty }
        if !values.isEmpty, !values.allSatisfy(text.contains) { text += " One of \(values.joined(separator: ", "))." }
        if let value = argument.defaultValue, !value.isEmpty, !text.contains("(default") {
            text += " The default is \(value)."
        }
        return text
    }

    private var subcommands: [String] {
        let below = command.descendants.filter { $0.command.shownSubcommands.isEmpty }
        guard !below.isEmpty else { return [] }
        return [".Sh COMMANDS", ".Bl -tag -width indent"]
            + below.flatMap { path, command in
                [
                    ".It Cm \(Roff.escaped(path.joined(separator: " ")))", Roff.prose(command.abstract ?? ""), "See",
                    ".Xr \((words + path).joined(separator: "-")) 1 .",
                ]
            } + [".El"]
    }

    private static let status = [
        ".Sh EXIT STATUS",
        Roff.prose(
            "0 when all went well, 1 when something was refused or failed, and 64 when the command line, a variable or the"
                + " settings file is wrong."),
    ]

    private var seeAlso: [String] {
        let below = command.shownSubcommands.map { (words + [$0.commandName]).joined(separator: "-") }
        let pages = ((words.count > 1 ? [words.dropLast().joined(separator: "-")] : []) + below).sorted()
        guard !pages.isEmpty else { return [] }
        return [".Sh SEE ALSO"] + pages.map { ".Xr \($0) 1\($0 == pages.last ? "" : " ,")" }
    }
}

/// The discussion of a command's help, taken apart.
private struct Discussion {
    enum Block {
        case prose(String)
        /// Lines that stand as they are.
        case literal([String])
    }

    /// What stands below EXAMPLE.
    private(set) var examples: [String] = []
    private(set) var blocks: [Block] = []

    init(_ text: String) {
        var isExample = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let content = String(line.drop { $0 == " " })
            if line.isEmpty {
                isExample = false
            } else if line == "EXAMPLE" {
                isExample = true
            } else if isExample {
                examples.append(content)
            } else if !line.hasPrefix(" ") {
                blocks.append(.prose(content))
            } else if case .literal(let lines) = blocks.last {
                blocks[blocks.count - 1] = .literal(lines + [content])
            } else {
                blocks.append(.literal([content]))
            }
        }
    }
}

extension String {
    fileprivate var droppingFinalStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
