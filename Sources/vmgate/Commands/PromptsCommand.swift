import ArgumentParser
import Foundation

/// `vmgate prompts`.
struct PromptsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompts",
        abstract: "Check and list the prompt catalogs; no server is needed.",
        discussion: """
            EXAMPLE
              vmgate prompts check
              vmgate prompts list --language fr-CA
            """,
        subcommands: [PromptsCheckCommand.self, PromptsListCommand.self, PromptsSchemaCommand.self])
}

/// Where the catalogs are.
struct PromptsOptions: ParsableArguments {
    @Option(
        name: .customLong("prompts"),
        help: ArgumentHelp(
            "The prompt catalogs (default: as the server finds them: VMGATE_PROMPTS_DIRECTORY, the settings file, then"
                + " prompts).", valueName: "DIR"))
    var directory: String?

    @Option(
        help: ArgumentHelp(
            "The language that must have a catalog (default: as the server's, which is en-US).", valueName: "TAG"))
    var defaultLanguage: String?

    @Option(help: ArgumentHelp("The server's settings file.", valueName: "FILE"))
    var config: String?

    @Flag(help: "Print JSON.")
    var json = false

    /// The settings of the server that have to do with prompts.
    func settings() throws(CommandFailure) -> ServeSettings {
        let flags = ["prompts.directory": directory, "prompts.default_language": defaultLanguage]
            .compactMapValues { $0.map { [$0] } }
        do {
            return try SettingsLoader(
                file: config, environment: ProcessInfo.processInfo.environment, flags: flags
            ).load(only: ["prompts.directory", "prompts.default_language"])
        } catch {
            throw CommandFailure(error.description, status: CommandFailure.usage)
        }
    }
}
