import ArgumentParser

/// `vmgate`: what all subcommands hang on.
struct VmgateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vmgate",
        abstract: "Voicemail access and PIN authentication for telephone systems.",
        discussion: """
            EXAMPLE
              vmgate serve &
              vmgate mailbox add 1001 --language fr-CA --clock 24
              vmgate pin verify 1001

            `serve` is the service. The others, except for `client`, `prompts`, `say`, `calibrate`, `key new`, `audit verify` and \
            `version`, talk to a running one through its Unix socket. All end with 0 when all went well, 1 when something was \
            refused or failed, and 64 when the command line is wrong. With --json the reason is a JSON object on standard error.
            """,
        version: "0.1.0",
        subcommands: [
            ServeCommand.self, MailboxCommand.self, PINCommand.self, UnlockCommand.self, AuditCommand.self,
            KeyCommand.self, ClientCommand.self, InfoCommand.self, PromptsCommand.self, SayCommand.self,
            BenchCommand.self,
            CalibrateCommand.self, VersionCommand.self, GenerateManualCommand.self,
        ])

    @Flag(name: .customShort("V"), help: "Show the version.")
    var showsVersion = false

    func validate() throws {
        if showsVersion { throw CleanExit.message(Self.configuration.version) }
    }
}
