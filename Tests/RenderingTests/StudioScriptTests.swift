import Announcements
import Foundation
import Prompts
import Testing
import VoicemailModel

@testable import Rendering

/// The script for a studio, of each of the project's languages.
@Suite("A studio's script", .timeLimit(.minutes(5)))
struct StudioScriptTests {
    private static let prompts = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../prompts")
        .standardized.path()

    private static let catalogs = Result {
        try PromptCatalogs.load(directory: prompts, defaultLanguage: try #require(LanguageTag("en-US")))
    }

    /// All scripts, as what makes the sentences takes long to be made itself.
    private static let scripts = Result {
        let catalogs = try StudioScriptTests.catalogs.get()
        let formatter = try AnnouncementFormatter(catalogs: catalogs)
        return try Dictionary(
            uniqueKeysWithValues: catalogs.languages.map { language in
                let catalog = try #require(catalogs[language])
                let voice = try VoiceFile.read(catalog, directory: prompts)
                let sentences = try formatter.exampleSentences(in: language)
                return (language, StudioScript(catalog, voice: voice, sentences: sentences))
            })
    }

    private func script(_ language: LanguageTag) throws -> (script: StudioScript, catalog: PromptCatalog) {
        (try #require(try Self.scripts.get()[language]), try #require(try Self.catalogs.get()[language]))
    }

    private func row(_ name: String, of language: String) throws -> StudioScript.Row {
        let rows = try script(try #require(LanguageTag(language))).script.rows
        return try #require(rows.first { $0.name == name })
    }

    @Test(
        "every sound that a language needs is in its script exactly once, with its text and its file",
        arguments: try catalogs.get().languages)
    func complete(language: LanguageTag) throws {
        let (script, catalog) = try script(language)
        let needed = SpokenText.all(of: catalog)
        #expect(script.rows.map(\.name).sorted() == needed.map(\.name).sorted())
        let rows = Dictionary(uniqueKeysWithValues: script.rows.map { ($0.name, $0) })
        for sound in needed {
            let row = try #require(rows[sound.name])
            #expect(row.text == sound.text)
            #expect(row.file == "\(language)/\(sound.name).wav")
            let others = needed.filter { $0.text == sound.text && $0.name != sound.name }
            #expect(row.sameText == others.map { "\(language)/\($0.name).wav" })
        }
    }

    @Test(
        "the sentence holds the text at the place that is named, and every clip has a sentence",
        arguments: try catalogs.get().languages)
    func places(language: LanguageTag) throws {
        for section in try script(language).script.sections {
            for row in section.rows {
                switch row.place {
                case .alone: #expect(row.before.isEmpty && row.after.isEmpty)
                case .first: #expect(row.before.isEmpty && !row.after.isEmpty)
                case .middle: #expect(!row.before.isEmpty && !row.after.isEmpty)
                case .last: #expect(!row.before.isEmpty && row.after.isEmpty)
                }
                #expect(!row.otherPlaces.contains(row.place))
                // Minute 0 is for front ends of their own, and so is twelve where it is always noon or midnight. An unknown
                // caller is a sentence of its own.
                let isMinuteZero = row.name.hasPrefix("minute") && row.name.hasSuffix("/0")
                if section.name != "prompts", !isMinuteZero, !["hour12/12", "caller/unknown"].contains(row.name) {
                    #expect(row.place != .alone, "\(row.name)")
                }
            }
        }
    }

    @Test("the example is what ANNOUNCE would have played")
    func example() throws {
        let weekday = try row("weekday/1", of: "de-DE")
        #expect(weekday.text == "Montag")
        #expect(weekday.place == .first)
        #expect(weekday.after.contains("neun Uhr fünfundvierzig"))
        let minute = try row("minute/17", of: "de-DE")
        #expect(minute.sentence(marking: "[", "]").contains("Uhr [siebzehn]"))
        let from = try row("message-from", of: "de-DE")
        #expect(from.place == .first && from.after.hasPrefix("plus vier neun"))
        let digit = try row("digit/5", of: "de-DE")
        #expect(Set([digit.place] + digit.otherPlaces) == [.middle, .last])
        #expect(try row("goodbye", of: "de-DE").place == .alone)
    }

    @Test("sections come in the order in which one would read them: prompts, words, the families in numeric order")
    func order() throws {
        let sections = try script(try #require(LanguageTag("en-US"))).script.sections
        #expect(sections.prefix(2).map(\.name) == ["prompts", "words"])
        for section in sections.dropFirst(2) {
            let numbers = section.rows.compactMap { Int($0.name.split(separator: "/")[1]) }
            #expect(numbers == numbers.sorted())
        }
        #expect(sections.first { $0.name == "digit" }?.rows.map(\.text).prefix(3) == ["zero", "one", "two"])
    }

    @Test("how a text is pronounced is said where voice.json says it, and only there")
    func reading() throws {
        #expect(try row("digit/1", of: "zh-Hans").reading == "yao1")
        #expect(try row("weekday/1", of: "ja-JP").reading == "げつよーび")
        #expect(try row("weekday/1", of: "de-DE").reading == nil)
    }

    @Test(
        "a page is well-formed, says each sound once in its language and direction, and marks it in its sentence",
        arguments: try catalogs.get().languages)
    func page(language: LanguageTag) throws {
        let (script, _) = try script(language)
        let page = try ScriptPage(script.html)
        #expect(page.texts == script.rows.map(\.text))
        #expect(page.marks == script.rows.map(\.text))
        #expect(page.languages == [language.text])
        #expect(page.directions == [["ar", "fa-IR", "he-IL", "ur-PK"].contains(language.text) ? "rtl" : "ltr"])
        for section in script.sections {
            #expect(script.html.contains("<h2>\(section.name) (\(section.rows.count))</h2>"))
        }
        for term in ["8000 Hz", "16-bit", "mono", "20 dBFS", "1.5 dBFS", "20 ms", "60 ms"] {
            #expect(script.html.contains(term))
        }
    }

    @Test("a table has a row for each sound and as many values in each")
    func table() throws {
        let script = try script(try #require(LanguageTag("fr-CA"))).script
        let table = script.table
        #expect(table.count == script.rows.count + 1)
        #expect(Set(table.map(\.count)) == [11])
        let row = try #require(table.first { $0[0] == "fr-CA/minute/17.wav" })
        #expect(row[1...2] == ["minute", "dix-sept"])
        #expect(row[3].contains("[dix-sept]"))
    }

    @Test("a page takes no text for markup")
    func escaping() throws {
        let folder = try SoundFolder(prompt: "<b>\"1\" & 2</b>", clip: "a<b")
        let english = try #require(LanguageTag(folder.tag))
        let catalog = try #require(try PromptCatalogs.load(directory: folder.path, defaultLanguage: english)[english])
        let script = StudioScript(catalog, voice: SpeakingVoice(name: "de"), sentences: [["weekday/1", "day/1"]])
        let page = try ScriptPage(script.html)
        #expect(Set(page.texts) == ["<b>\"1\" & 2</b>", "a<b"])
        #expect(!script.html.contains("<b>"))
    }
}
