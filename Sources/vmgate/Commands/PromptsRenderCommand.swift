import ArgumentParser
import Foundation
import Prompts
import Rendering
import Settings
import VoicemailModel

/// `vmgate prompts render`.
struct PromptsRenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Speak what has no sound yet, with espeak-ng and sox, into WAV files beside the catalogs.",
        discussion: """
            EXAMPLE
              vmgate prompts render
              vmgate prompts render --language fr-CA --language de-DE

            Your own recordings are left as they are. What was rendered is rendered again when its text \
            or the language's voice.json has changed.
            """)

    @Option(help: ArgumentHelp("Render this language only; repeatable.", valueName: "TAG"))
    var language: [String] = []

    @Option(help: ArgumentHelp("Sounds that are made at once (default: one for each core).", valueName: "N"))
    var jobs: Int?

    @OptionGroup var options: PromptsOptions

    func validate() throws {
        guard jobs.map({ (1...256).contains($0) }) ?? true else {
            throw ValidationError("--jobs is a number from 1 to 256.")
        }
    }

    func run() async throws {
        let directory = try options.settings().promptsDirectory
        let catalogs = try options.catalogs(of: language)
        let missing = RenderRun.missingPrograms
        guard missing.isEmpty else {
            throw CommandFailure(
                "\(missing.joined(separator: " and ")) must be installed: apt-get install \(missing.joined(separator: " "))"
            )
        }
        let lock = try FolderLock(directory)
        defer { lock.release() }
        let start = ContinuousClock.now
        let progress = ProgressLine()
        let workers = jobs ?? ProcessInfo.processInfo.activeProcessorCount
        let summary = await RenderRun(directory: directory, workers: workers).render(catalogs) { done, count, next in
            progress.show("rendering \(done + 1) of \(count): \(next)")
        }
        progress.clear()
        // JSON has them among its members.
        for failure in summary.failures where !options.json {
            StandardError.write("vmgate: \(TerminalText.cleaned("\(failure)"))\n")
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        try StandardOutput.write(options.json ? summary.json(seconds).text + "\n" : summary.sentences(seconds))
        guard summary.failures.isEmpty else { throw ExitCode(CommandFailure.failed) }
    }
}

extension RenderRun.Summary {
    fileprivate func sentences(_ seconds: Double) -> String {
        let time = String(format: "%.1f", seconds)
        let languages = languages == 1 ? "1 language" : "\(languages) languages"
        var text =
            rendered == 0 && failures.isEmpty
            ? "Nothing to render: all \(needed) sounds of \(languages) are there (\(time) s).\n"
            : "Rendered \(rendered) of \(needed) sounds of \(languages) in \(time) s.\n"
        for language in withoutVoice {
            text += "Left \(language) as it is: espeak-ng has no voice for it, so its sounds must be recorded.\n"
        }
        if recorded > 0 { text += "Left \(recorded) recordings as they are.\n" }
        if removed > 0 { text += "Removed \(removed) sounds of texts that no longer exist.\n" }
        return text
    }

    fileprivate func json(_ seconds: Double) -> JSONText {
        .object([
            ("languages", .number(languages)), ("needed", .number(needed)),
            ("rendered", .number(rendered)), ("recorded", .number(recorded)),
            ("removed", .number(removed)), ("seconds", .decimal(seconds)),
            ("without_voice", .array(withoutVoice.map { .string($0) })),
            ("failures", .array(failures.map { .string($0) })),
        ])
    }
}
