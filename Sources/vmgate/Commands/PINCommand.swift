import ArgumentParser

/// `vmgate pin`.
struct PINCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin",
        abstract: "Reset, check and verify PINs.",
        discussion: """
            EXAMPLE
              vmgate pin reset 1001
              vmgate pin check < pin.txt

            A PIN is read from the terminal without echo, or is the first line of standard input; it is never an argument.
            """,
        subcommands: [PINResetCommand.self, PINCheckCommand.self, PINVerifyCommand.self])
}
