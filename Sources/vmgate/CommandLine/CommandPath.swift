/// Where in the tree of commands a command line leads, and what it has for the command there.
struct CommandPath {
    /// The words up to there: `vmgate mailbox show`.
    let words: [String]
    let command: CommandDescription
    /// What is where a subcommand should be and is none; nil when the path ends at a command that does something, or
    /// nothing follows.
    let unknown: String?
    /// The first option that the command does not have, with its dashes and without a value.
    private(set) var unknownOption: String?
    /// What is neither an option nor the value of one.
    private(set) var arguments: [String] = []

    var text: String { words.joined(separator: " ") }

    init(_ arguments: [String], from program: CommandDescription) {
        var (words, command) = ([program.commandName], program)
        var unknown: String?
        for argument in arguments {
            guard let subcommands = command.subcommands, !subcommands.isEmpty, !argument.hasPrefix("-") else { break }
            guard let next = subcommands.first(where: { $0.commandName == argument }) else {
                unknown = argument
                break
            }
            words.append(next.commandName)
            command = next
        }
        (self.words, self.command, self.unknown) = (words, command, unknown)
        sort(arguments.dropFirst(words.count - 1))
    }

    private mutating func sort(_ rest: ArraySlice<String>) {
        let names = Set(command.optionNames)
        var rest = rest
        while let argument = rest.popFirst() {
            guard argument != "--" else { return arguments += rest }
            guard argument.hasPrefix("-"), argument != "-" else {
                arguments.append(argument)
                continue
            }
            let name = String(argument.prefix { $0 != "=" })
            if !names.contains(name) { unknownOption = unknownOption ?? name }
            // The next is its value, whatever that looks like.
            if command.argument(named: name)?.kind == "option", name == argument { _ = rest.popFirst() }
        }
    }

    /// Whether this command reads a secret, which somebody may have put on the command line.
    var readsSecret: Bool {
        words.contains("pin") || command.argument(named: "--pin-hash") != nil || command.argument(named: "--pin") != nil
    }
}
