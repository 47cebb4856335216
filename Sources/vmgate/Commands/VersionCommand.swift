import ArgumentParser

/// `vmgate version`.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Print the version of this program; `vmgate info` has that of the running server.",
        discussion: """
            EXAMPLE
              vmgate version
              vmgate version --json
            """)

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let version = VmgateCommand.configuration.version
        try StandardOutput.write((json ? JSONText.object([("version", .string(version))]).text : version) + "\n")
    }

    /// `-V` and `--version` in place of a command are this command.
    static func spelledOut(_ arguments: [String]) -> [String] {
        let flags = arguments.prefix { $0.hasPrefix("-") && $0 != "--" }
        guard flags.contains("-V") || flags.contains("--version") else { return arguments }
        return ["version"] + arguments.filter { $0 != "-V" && $0 != "--version" }
    }
}
