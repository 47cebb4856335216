import ArgumentParser
import LineClient

/// `vmgate info`.
struct InfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show the running server's version, uptime and figures.",
        discussion: """
            EXAMPLE
              vmgate info
              vmgate info --json
            """)

    @OptionGroup var admin: AdminOptions

    func run() throws {
        try admin.show(try admin.connect().ask(["INFO"], expecting: ["INFO"]))
    }
}
