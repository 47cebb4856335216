import ArgumentParser
import Foundation

/// What ArgumentParser knows of a command and those below it: the tree that `--experimental-dump-help` prints.
struct CommandDescription: Decodable {
    struct Argument: Decodable {
        struct Name: Decodable {
            let kind: String
            let name: String

            /// With its dashes.
            var text: String { (kind == "long" ? "--" : "-") + name }
        }

        /// `positional`, `option` or `flag`.
        let kind: String
        let shouldDisplay: Bool
        let sectionTitle: String?
        let isOptional: Bool
        let isRepeating: Bool
        let names: [Name]?
        let valueName: String?
        let defaultValue: String?
        let allValues: [String]?
        let abstract: String?

        /// Long names first, as they say more.
        var spellings: [String] {
            let names = names ?? []
            return names.filter { $0.kind == "long" }.map(\.text) + names.filter { $0.kind != "long" }.map(\.text)
        }
    }

    private struct Dump: Decodable {
        let command: CommandDescription
    }

    let commandName: String
    let shouldDisplay: Bool
    let abstract: String?
    let discussion: String?
    let subcommands: [CommandDescription]?
    let arguments: [Argument]?

    /// The whole program; nil when ArgumentParser describes it in another way than this expects.
    static func program() -> CommandDescription? {
        try? JSONDecoder().decode(Dump.self, from: Data(VmgateCommand._dumpHelp().utf8)).command
    }

    /// The subcommands that people are told of. `help`, which ArgumentParser puts there, says what `--help` does.
    var shownSubcommands: [CommandDescription] {
        (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
    }

    var shownArguments: [Argument] {
        (arguments ?? []).filter(\.shouldDisplay)
    }

    /// Every option and flag, with its dashes.
    var optionNames: [String] {
        shownArguments.flatMap(\.spellings)
    }

    func argument(named name: String) -> Argument? {
        (arguments ?? []).first {
            $0.spellings.contains(name) || ($0.kind == "positional" && "<\($0.valueName ?? "")>" == name)
        }
    }

    /// The commands below this one, at any depth, with the words that lead there.
    var descendants: [(path: [String], command: CommandDescription)] {
        shownSubcommands.flatMap { command in
            [([command.commandName], command)]
                + command.descendants.map { ([command.commandName] + $0.path, $0.command) }
        }
    }
}
