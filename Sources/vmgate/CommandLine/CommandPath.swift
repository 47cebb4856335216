/// Where in the tree of commands a command line leads.
struct CommandPath {
    /// The words up to there: `vmgate mailbox show`.
    let words: [String]
    let command: CommandDescription
    /// What stands where a subcommand should, and is none; nil when the path ends at a command that does something, or
    /// nothing follows.
    let unknown: String?

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
    }

    /// Whether this command reads a secret, which somebody may have put on the command line.
    var readsSecret: Bool {
        words.contains("pin") || command.argument(named: "--pin-hash") != nil || command.argument(named: "--pin") != nil
    }
}
