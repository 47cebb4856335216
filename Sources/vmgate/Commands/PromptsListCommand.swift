import ArgumentParser
import Prompts
import VoicemailModel

/// `vmgate prompts list`.
struct PromptsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the languages, or the prompts of one language with their texts.",
        discussion: """
            EXAMPLE
              vmgate prompts list
              vmgate prompts list --language fr-CA
            """)

    @Option(help: ArgumentHelp("List the prompts of this language's catalog.", valueName: "TAG"))
    var language: String?

    @OptionGroup var options: PromptsOptions

    func run() throws {
        let catalogs = try PromptsOptions.catalogs(options.settings())
        guard let language else { return try listLanguages(catalogs) }
        guard let catalog = LanguageTag(language).flatMap({ catalogs[$0] }) else {
            throw CommandFailure(
                "there is no catalog of \(language): `vmgate prompts list` lists all languages.",
                status: CommandFailure.usage)
        }
        try listPrompts(catalog)
    }

    private func listLanguages(_ catalogs: PromptCatalogs) throws(CommandFailure) {
        let names = catalogs.languages.map(\.text)
        guard options.json else {
            return try StandardOutput.write(
                names.map { $0 + ($0 == catalogs.defaultLanguage.text ? "  (default)\n" : "\n") }.joined())
        }
        let document = JSONText.object([
            ("default", .string(catalogs.defaultLanguage.text)), ("languages", .array(names.map { .string($0) })),
            ("prompts", .array(PromptID.allCases.map { .string($0.name) })),
        ])
        try StandardOutput.write(document.text + "\n")
    }

    private func listPrompts(_ catalog: PromptCatalog) throws(CommandFailure) {
        let prompts = PromptID.allCases.map { ($0.name, catalog.prompt($0).text) }
        guard options.json else {
            let width = prompts.map(\.0.count).max() ?? 0
            return try StandardOutput.write(
                prompts.map { name, text in
                    name + String(repeating: " ", count: width - name.count + 2) + text + "\n"
                }.joined())
        }
        let document = JSONText.object([
            ("language", .string(catalog.language.text)),
            ("prompts", .object(prompts.map { ($0, .string($1)) })),
        ])
        try StandardOutput.write(document.text + "\n")
    }
}
