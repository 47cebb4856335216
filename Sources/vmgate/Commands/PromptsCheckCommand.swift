import ArgumentParser
import Prompts

/// `vmgate prompts check`.
struct PromptsCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the catalogs as `vmgate serve` does on its start, and name everything that is wrong.",
        discussion: """
            EXAMPLE
              vmgate prompts check
              vmgate prompts check --prompts my-prompts --json
            """)

    @OptionGroup var options: PromptsOptions

    func run() throws {
        let settings = try options.settings()
        let problems = PromptCatalogs.check(
            directory: settings.promptsDirectory, defaultLanguage: settings.defaultLanguage)
        if options.json {
            let document = JSONText.object([("problems", .array(problems.map(Self.json)))])
            try StandardOutput.write(document.text + "\n")
        } else if problems.isEmpty {
            try StandardOutput.write("The catalogs in \(settings.promptsDirectory) are complete and well-formed.\n")
        } else {
            for problem in problems { StandardError.write("vmgate: \(problem)\n") }
        }
        guard problems.isEmpty else { throw ExitCode(CommandFailure.failed) }
    }

    private static func json(_ problem: CatalogProblem) -> JSONText {
        let members = [
            ("language", problem.language), ("file", problem.file), ("key", problem.key), ("reason", problem.reason),
        ]
        return .object(members.compactMap { name, text in text.map { (name, .string($0)) } })
    }
}
