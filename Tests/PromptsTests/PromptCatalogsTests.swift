import Foundation
import Prompts
import Testing
import VoicemailModel

@Suite(.timeLimit(.minutes(5)))
struct PromptCatalogsTests {
    @Test("the project's catalogs are complete and right")
    func project() throws {
        let english = try #require(LanguageTag("en-US"))
        #expect(
            PromptCatalogs.check(directory: CatalogFolder.project, defaultLanguage: english).map(\.description) == [])
        let catalogs = try PromptCatalogs.load(directory: CatalogFolder.project, defaultLanguage: english)
        let languages = catalogs.languages.map(\.text)
        #expect(
            languages == [
                "ar", "bg-BG", "bn", "ca-ES", "cs-CZ", "da-DK", "de-DE", "el-GR", "en-GB", "en-US", "es-419", "es-ES",
                "et-EE", "fa-IR", "fi-FI", "fil-PH", "fr-CA", "fr-FR", "he-IL", "hi-IN", "hr-HR", "hu-HU", "id-ID",
                "it-IT", "ja-JP", "ko-KR", "lt-LT", "lv-LV", "ms-MY", "nb-NO", "nl-NL", "pl-PL", "pt-BR", "pt-PT",
                "ro-RO", "ru-RU", "sk-SK", "sl-SI", "sr-Latn-RS", "sv-SE", "th-TH", "tr-TR", "uk-UA", "ur-PK", "vi-VN",
                "yue-Hant-HK", "zh-Hans", "zh-Hant-TW",
            ])
        for language in catalogs.languages {
            let catalog = try #require(catalogs[language])
            #expect(catalog.language == language)
            for id in PromptID.allCases {
                let prompt = catalog.prompt(id)
                #expect(prompt.id == id)
                #expect(prompt.file == "\(language)/\(id)")
                #expect(!prompt.text.isEmpty)
            }
            for family in ClipFamily.allCases where family.extent == .all {
                for number in family.numbers(in: catalog.calendar) {
                    #expect(catalog.clips[family.clip(number)] != nil)
                }
            }
            #expect(catalog.clips["today"] != nil)
            #expect(catalog.clips["yesterday"] != nil)
        }
    }

    @Test("no catalog says in one language what another has word for word, except for what is the same in both")
    func nothingIsLeftUntranslated() throws {
        let english = try #require(LanguageTag("en-US"))
        let catalogs = try PromptCatalogs.load(directory: CatalogFolder.project, defaultLanguage: english)
        let texts = try catalogs.languages.map { language in
            let catalog = try #require(catalogs[language])
            return (language, Set(PromptID.allCases.map { catalog.prompt($0).text }))
        }
        for (index, (language, text)) in texts.enumerated() {
            for (other, otherText) in texts[..<index]
            where other.text.prefix(2) != language.text.prefix(2) && !Self.shareSentences(language, other) {
                #expect(text.isDisjoint(with: otherText), "\(language) and \(other)")
            }
        }
    }

    /// Some plain sentences are the same in Croatian and Serbian.
    private static func shareSentences(_ language: LanguageTag, _ other: LanguageTag) -> Bool {
        Set([language.text.prefix(2), other.text.prefix(2)]) == ["hr", "sr"]
    }

    @Test("every rule for PINs has its prompt", arguments: PINPolicyViolation.Rule.allCases)
    func rulePrompts(rule: PINPolicyViolation.Rule) {
        #expect(PromptID(name: PINPolicyViolation(rule: rule).prompt) != nil)
    }

    @Test("a prompt goes by its name")
    func promptNames() {
        let names = """
            welcome enter-mailbox enter-pin incorrect-pin last-attempt locked try-later goodbye must-change-pin \
            enter-new-pin confirm-new-pin pin-mismatch pin-changed pin-rejected-length pin-rejected-digits \
            pin-rejected-repeated pin-rejected-sequential pin-rejected-guessable pin-rejected-reused \
            pin-rejected-too-soon pin-expired no-messages no-new-messages message-received message-from system-error
            """
        #expect(PromptID.allCases.map(\.name).joined(separator: " ") == names)
        for id in PromptID.allCases { #expect(PromptID(name: id.name) == id) }
        #expect(PromptID(name: "no-such-prompt") == nil)
        #expect(PromptID(name: "Welcome") == nil)
    }

    @Test("a folder that is none is one problem")
    func noFolder() throws {
        let english = try #require(LanguageTag("en-US"))
        let problems = PromptCatalogs.check(directory: "/nowhere/prompts", defaultLanguage: english)
        #expect(
            problems.map(\.description) == [
                "/nowhere/prompts: cannot be read as the folder of the catalogs; name the right one with prompts.directory (--prompts)."
            ])
    }

    @Test("the default language must be there")
    func defaultLanguage() throws {
        let folder = try CatalogFolder()
        try folder.copy("de-DE")
        #expect(try folder.load(default: "de-DE").defaultLanguage.text == "de-DE")
        #expect(
            try folder.check().map(\.description) == [
                "\(folder.path): holds no catalog of the default language en-US; add it, or choose another default with prompts.default_language (--default-language)."
            ])
        #expect(throws: CatalogProblem.self) { try folder.load() }
    }

    @Test("folders of other names are left alone, unless they hold a catalog that would never be found")
    func otherFolders() throws {
        let folder = try CatalogFolder()
        try folder.copy("en-US")
        try FileManager.default.createDirectory(atPath: "\(folder.path)/.git", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: "\(folder.path)/old_things", withIntermediateDirectories: true)
        try Data("{}".utf8).write(to: URL(filePath: "\(folder.path)/notes.json"))
        #expect(try folder.check() == [])
        try folder.write("{}", language: "de_DE")
        try folder.write("{}", language: "fr-fr")
        try folder.write("{}", language: "my.own.voice")
        let sentence = "is in a folder whose name is not a language tag; rename it to"
        #expect(
            try folder.check().map(\.description) == [
                "\(folder.path)/de_DE/catalog.json: \(sentence) de-DE.",
                "\(folder.path)/fr-fr/catalog.json: \(sentence) fr-FR.",
                "\(folder.path)/my.own.voice/catalog.json: \(sentence) one, such as en-US.",
            ])
    }

    @Test("a folder of a language without a catalog, and two folders of one language, are problems")
    func emptyAndTwin() throws {
        let folder = try CatalogFolder()
        try folder.copy("en-US")
        try folder.copy("he-IL")
        try folder.copy("he-IL", as: "iw-IL")
        try FileManager.default.createDirectory(atPath: "\(folder.path)/nl-NL", withIntermediateDirectories: true)
        #expect(
            try folder.check().map(\.description) == [
                "\(folder.path)/iw-IL/catalog.json: language is of the same language as he-IL; keep one of the two.",
                "\(folder.path)/nl-NL/catalog.json: is missing; write the catalog, or name the right folder of catalogs with prompts.directory (--prompts).",
            ])
    }
}
