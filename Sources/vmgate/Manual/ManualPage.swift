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
        lines += arguments.map { argument in
            let shown = Roff.argument(argument) + (argument.isRepeating ? " ..." : "")
            return argument.isOptional ? ".Op \(shown)" : ".\(shown)"
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
        var lines: [String] = []
        var section: String?
        for argument in arguments {
            if lines.isEmpty || argument.sectionTitle != section {
                if !lines.isEmpty { lines.append(".El") }
                section = argument.sectionTitle
                if let section { lines.append(".Ss \(Roff.escaped(section))") }
                lines.append(".Bl -tag -width indent")
            }
            lines += [".It \(Roff.argument(argument, withAllNames: true))", Roff.prose(Self.help(argument))]
        }
        return [".Sh OPTIONS"] + lines + [".El"]
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
