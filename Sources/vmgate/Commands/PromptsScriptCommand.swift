import Announcements
import ArgumentParser
import Prompts
import Rendering
import Settings
import VoicemailModel

/// `vmgate prompts script`.
struct PromptsScriptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "script",
        abstract: "Write what a studio needs to record a language: a page to print, and a table.",
        discussion: """
            EXAMPLE
              vmgate prompts script fr-CA
              vmgate prompts script fr-CA de-DE --output scripts
              vmgate prompts script --all --output scripts

            For each language it writes script-TAG.html and script-TAG.csv: every prompt and clip with a sentence in which it stands, \
            where in it, how it is pronounced where that is not plain, its file, loudness and format.
            """)

    @Argument(help: ArgumentHelp("The languages, by the tags of their catalogs.", valueName: "TAG"))
    var languages: [String] = []

    @Flag(help: "All languages that there are.")
    var all = false

    @Option(
        help: ArgumentHelp("The folder that is written to (default: the current one).", valueName: "DIR"),
        completion: .directory)
    var output = "."

    @OptionGroup var options: PromptsOptions

    func validate() throws {
        guard languages.isEmpty == all else {
            throw ValidationError(
                all ? "Name languages or give --all, but not both." : "Name a language, such as fr-CA, or give --all.")
        }
    }

    func run() throws {
        let settings = try options.settings()
        let catalogs = try PromptsOptions.catalogs(settings)
        let named = try languages(in: catalogs)
        for language in named {
            for file in [Self.file(language, "html", in: output), Self.file(language, "csv", in: output)] {
                try OutputFile.check(file)
            }
        }
        let formatter: AnnouncementFormatter
        do {
            formatter = try AnnouncementFormatter(catalogs: catalogs)
        } catch {
            throw CommandFailure(error.description)
        }
        var written: [(language: String, files: [String], sounds: Int)] = []
        for language in named {
            guard let catalog = catalogs[language] else { continue }
            let script = try script(of: catalog, by: formatter, in: settings.promptsDirectory)
            let (page, table) = (Self.file(language, "html", in: output), Self.file(language, "csv", in: output))
            try OutputFile.write(script.html, to: page)
            try OutputFile.write(script.table.map(CSVText.line).joined(), to: table)
            written.append((language.text, [page, table], script.rows.count))
        }
        try StandardOutput.write(options.json ? Self.json(written).text + "\n" : Self.sentences(written))
    }

    private func languages(in catalogs: PromptCatalogs) throws(CommandFailure) -> [LanguageTag] {
        guard !all else { return catalogs.languages }
        var named: [LanguageTag] = []
        for text in languages {
            guard let language = LanguageTag(text), catalogs[language] != nil else {
                let known = catalogs.languages.map(\.text).joined(separator: ", ")
                throw CommandFailure(
                    "there is no catalog of \(text); there are \(known).", status: CommandFailure.usage)
            }
            if !named.contains(language) { named.append(language) }
        }
        return named
    }

    private func script(
        of catalog: PromptCatalog, by formatter: AnnouncementFormatter, in directory: String
    ) throws(CommandFailure) -> StudioScript {
        do {
            return StudioScript(
                catalog, voice: try VoiceFile.read(catalog, directory: directory),
                sentences: try formatter.exampleSentences(in: catalog.language))
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    private static func file(_ language: LanguageTag, _ ending: String, in folder: String) -> String {
        let name = "script-\(language).\(ending)"
        return folder == "." ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    private static func sentences(_ written: [(language: String, files: [String], sounds: Int)]) -> String {
        written.map { "Wrote \($0.files.joined(separator: " and ")): \($0.sounds) sounds.\n" }.joined()
    }

    private static func json(_ written: [(language: String, files: [String], sounds: Int)]) -> JSONText {
        .array(
            written.map { entry in
                .object([
                    ("language", .string(entry.language)), ("files", .array(entry.files.map { .string($0) })),
                    ("sounds", .number(entry.sounds)),
                ])
            })
    }
}
