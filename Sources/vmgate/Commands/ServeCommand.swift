import ArgumentParser
import Foundation
import Settings

/// `vmgate serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the service in the foreground.",
        discussion: """
            EXAMPLE
              vmgate serve --listen 127.0.0.1:8746 --database var/vmgate.db
              vmgate serve --config /etc/vmgate.yaml --print-config

            Each setting can be given in the settings file, in the environment (VMGATE_ and its key in upper snake case: \
            hash.memory is VMGATE_HASH_MEMORY) and in a flag; the flag wins over the environment, and that over the file.

            When it is ready, it prints one line:
              vmgate ready listen=127.0.0.1:8746 admin=var/vmgate.sock
            SIGTERM and SIGINT (Ctrl-C) stop it, once it has answered what it accepted.
            """)

    @Option(help: ArgumentHelp("The settings file: .yaml or .yml.", valueName: "FILE"), completion: .settingsFile)
    var config: String?

    @Flag(help: "Print the settings that are in force as a settings file, and exit.")
    var printConfig = false

    @OptionGroup(title: "Settings")
    var options: ServeOptions

    func run() async throws {
        try await prepared()()
    }

    /// Does what must be done while there is one thread, and returns the rest.
    func prepared() throws -> @Sendable () async throws -> Void {
        let environment = ProcessInfo.processInfo.environment
        let (settings, variables) = try settings(environment: environment)
        if printConfig {
            variables.warn(ofAll: true)
            return { try StandardOutput.write(settings.yaml) }
        }
        let clients = config.map { [given = options.given] path in
            ClientFile(path: path, environment: environment, flags: given, inForce: settings)
        }
        let service = try VmgateService.prepare(settings, variables, clients)
        return { try await service.run() }
    }

    /// The settings, and the variables that they were read from, some of which may not be settings.
    func settings(
        environment: [String: String]
    ) throws(CommandFailure) -> (settings: ServeSettings, variables: EnvironmentVariables) {
        let variables = EnvironmentVariables(environment)
        do {
            return (
                try SettingsLoader(file: config, environment: environment, flags: options.given).load(), variables
            )
        } catch {
            // What is missing may be there under a mistyped name.
            variables.warn(ofAll: true)
            throw CommandFailure(error.description, status: CommandFailure.usage)
        }
    }
}
