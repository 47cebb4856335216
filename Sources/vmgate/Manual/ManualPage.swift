/// The manual page of one command, in the language of mdoc(7).
struct ManualPage {
    /// The words of the command: `vmgate mailbox add`.
    private let words: [String]
    private let command: CommandDescription
    private let version: String
    /// The day that the page is of, as `2026-11-30`.
    private let day: String

    /// Every page of the program, the program's own first.
    static func all(of program: CommandDescription, version: String, day: String) -> [ManualPage] {
        let commands = [([], program)] + program.descendants.map { ($0.path, $0.command) }
        return commands.map { path, command in
            ManualPage(words: [program.commandName] + path, command: command, version: version, day: day)
        }
    }

    /// The page's file: `vmgate-mailbox-add.1`.
    var file: String { "\(title).1" }

    private var title: String { words.joined(separator: "-") }

    var text: String {
        let abstract = (command.abstract ?? "").droppingFinalStop
        var lines = [
            ".\\\" Made from the program's own help.",
            ".Dd \(day)", ".Dt \(Roff.escaped(title.uppercased())) 1", ".Os vmgate \(version)",
            ".Sh NAME", ".Nm \(Roff.escaped(title))", ".Nd \(Roff.escaped(abstract.uncapitalizedStart))",
        ]
        lines += synopsis + description + options + subcommands + status + examples + seeAlso
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Sections

    private var synopsis: [String] {
        let arguments = command.shownArguments.filter { !["--help", "--version"].contains($0.spellings.first) }
        var lines = [".Sh SYNOPSIS", ".Nm \(Roff.escaped(words.joined(separator: " ")))"]
        lines += arguments.map { argument in
            let rest = argument.isRepeating ? " ..." : ""
            let shown = Roff.argument(argument) + rest
            return argument.isOptional ? ".Op \(shown)" : ".\(shown)"
        }
        if !command.shownSubcommands.isEmpty { lines += [".Ar command", ".Op Ar ..."] }
        return lines
    }

    private var description: [String] {
        [".Sh DESCRIPTION", Roff.prose(command.abstract ?? "")]
            + discussion.filter { !$0.isExample }.flatMap { [".Pp", Roff.prose($0.text)] }
    }

    private var examples: [String] {
        let lines = discussion.filter(\.isExample).map { Roff.literal($0.text) }
        guard !lines.isEmpty else { return [] }
        return [".Sh EXAMPLES", ".Bd -literal -offset indent"] + lines + [".Ed"]
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
                    ".It Cm \(Roff.escaped(path.joined(separator: " ")))",
                    Roff.prose(command.abstract ?? ""), "See",
                    ".Xr \(Roff.escaped((words + path).joined(separator: "-"))) 1 .",
                ]
            } + [".El"]
    }

    private var status: [String] {
        [
            ".Sh EXIT STATUS",
            "0 when all went well, 1 when something was refused or failed, and 64 when the command line, a variable or",
            "the settings file is wrong.",
        ]
    }

    private var seeAlso: [String] {
        let below = command.shownSubcommands.map { (words + [$0.commandName]).joined(separator: "-") }
        let pages = (words.count > 1 ? [words.dropLast().joined(separator: "-")] : []) + below
        guard !pages.isEmpty else { return [] }
        let sorted = pages.sorted()
        return [".Sh SEE ALSO"]
            + sorted.enumerated().map { ".Xr \(Roff.escaped($1)) 1\($0 < sorted.count - 1 ? " ," : "")" }
    }

    /// The help's discussion, paragraph by paragraph. Lines that begin with a space are examples.
    private var discussion: [(text: String, isExample: Bool)] {
        var paragraphs: [(text: String, isExample: Bool)] = []
        for line in (command.discussion ?? "").split(separator: "\n") where line != "EXAMPLE" {
            let isExample = line.hasPrefix(" ")
            paragraphs.append((isExample ? String(line.drop { $0 == " " }) : String(line), isExample))
        }
        return paragraphs
    }
}

extension String {
    fileprivate var droppingFinalStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
