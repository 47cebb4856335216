import ArgumentParser
import Prompts
import Rendering
import Settings
import VoicemailModel

/// `vmgate prompts check`.
struct PromptsCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract:
            "Check the catalogs as `vmgate serve` does at its start, and the sound beside them; name all that is wrong.",
        discussion: """
            EXAMPLE
              vmgate prompts check
              vmgate prompts check --sound
              vmgate prompts check --prompts my-prompts --json

            A language without any sound is not a gap unless --sound asks for it: some front ends speak for themselves. Where \
            there is some, what is missing, of an older text, or cannot be played as it is ends the command with 1.
            """)

    @Flag(help: "A language without any sound is a gap too.")
    var sound = false

    @OptionGroup var options: PromptsOptions

    func run() throws {
        let settings = try options.settings()
        let problems = PromptCatalogs.check(
            directory: settings.promptsDirectory, defaultLanguage: settings.defaultLanguage)
        // Which sounds are needed, only complete catalogs say.
        let catalogs = problems.isEmpty ? try options.catalogs(of: []) : []
        let reports = SoundReport.all(catalogs, directory: settings.promptsDirectory)
        let gaps = reports.flatMap { $0.gaps(isSoundWanted: sound) }
        if options.json {
            let document = JSONText.object([
                ("problems", .array(problems.map(Self.json))), ("sound", .array(reports.map(\.json))),
            ])
            try StandardOutput.write(document.text + "\n")
        } else if problems.isEmpty {
            let sentence = "The catalogs in \(settings.promptsDirectory) are complete and well-formed.\n"
            let hasSound = reports.contains { $0.hasSound || !$0.odd.isEmpty }
            try StandardOutput.write(
                sentence
                    + (hasSound || sound
                        ? SoundReport.table(reports)
                        : "There is no sound yet: `vmgate prompts render` (`make prompts`) makes it.\n")
                    + reports.compactMap(\.note).map { "\($0)\n" }.joined())
            for gap in gaps { StandardError.write("vmgate: \(TerminalText.cleaned("\(gap)"))\n") }
        } else {
            for problem in problems { StandardError.write("vmgate: \(TerminalText.cleaned("\(problem)"))\n") }
        }
        guard problems.isEmpty, gaps.isEmpty else { throw ExitCode(CommandFailure.failed) }
    }

    private static func json(_ problem: CatalogProblem) -> JSONText {
        let members = [
            ("language", problem.language), ("file", problem.file), ("key", problem.key), ("reason", problem.reason),
        ]
        return .object(members.compactMap { name, text in text.map { (name, .string($0)) } })
    }
}
