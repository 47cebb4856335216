import ArgumentParser
import Foundation
import Prompts
import Settings
import VoicemailModel

/// `vmgate prompts`.
struct PromptsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompts",
        abstract: "Check, list and render the prompt catalogs, and write scripts for recording; no server is needed.",
        discussion: """
            EXAMPLE
              vmgate prompts check
              vmgate prompts list --language fr-CA
              vmgate prompts render --language fr-CA
              vmgate prompts script fr-CA
            """,
        subcommands: [
            PromptsCheckCommand.self, PromptsListCommand.self, PromptsRenderCommand.self, PromptsSchemaCommand.self,
            PromptsScriptCommand.self,
        ])
}

/// Where the catalogs are.
struct PromptsOptions: ParsableArguments {
    @Option(
        name: .customLong("prompts"),
        help: ArgumentHelp(
            "The prompt catalogs (default: as the server finds them: VMGATE_PROMPTS_DIRECTORY, the settings file, then"
                + " prompts).", valueName: "DIR"), completion: .directory)
    var directory: String?

    @Option(
        help: ArgumentHelp(
            "The language that must have a catalog (default: as the server's, which is en-US).", valueName: "TAG"))
    var defaultLanguage: String?

    @Option(help: ArgumentHelp("The server's settings file.", valueName: "FILE"), completion: .settingsFile)
    var config: String?

    @Flag(help: "Print JSON.")
    var json = false

    /// The settings of the server that have to do with prompts.
    ///
    /// - Parameter others: further settings that matter, by their keys, with what was given for them.
    func settings(and others: [String: String?] = [:]) throws(CommandFailure) -> ServeSettings {
        let given = ["prompts.directory": directory, "prompts.default_language": defaultLanguage]
            .merging(others) { $1 }
        do {
            return try SettingsLoader(
                file: config, environment: ProcessInfo.processInfo.environment,
                flags: given.compactMapValues { $0.map { [$0] } }
            ).load(only: Set(given.keys))
        } catch {
            throw CommandFailure(error.description, status: CommandFailure.usage)
        }
    }

    /// The catalogs, when they are right.
    static func catalogs(_ settings: ServeSettings) throws(CommandFailure) -> PromptCatalogs {
        do {
            return try PromptCatalogs.load(
                directory: settings.promptsDirectory, defaultLanguage: settings.defaultLanguage,
                pack: settings.soundPack)
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    /// The catalogs of these languages; of all when none is named.
    ///
    /// - Throws: `CommandFailure` when one has none.
    func catalogs(of languages: [String]) throws(CommandFailure) -> [PromptCatalog] {
        let catalogs = try Self.catalogs(settings())
        guard !languages.isEmpty else { return catalogs.languages.compactMap { catalogs[$0] } }
        var named: [PromptCatalog] = []
        for language in languages {
            guard let catalog = LanguageTag(language).flatMap({ catalogs[$0] }) else {
                throw CommandFailure(
                    "there is no catalog of \(language): `vmgate prompts list` lists all languages.",
                    status: CommandFailure.usage)
            }
            named.append(catalog)
        }
        return named
    }
}
