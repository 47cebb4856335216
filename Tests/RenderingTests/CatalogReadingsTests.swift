import Foundation
import Prompts
import Testing
import VoicemailModel

@testable import Rendering

/// The project's own texts, in languages whose script the voice cannot read by itself: whoever changes a text hears of a word that
/// has no reading before anybody renders it.
@Suite("Every word of a script that a voice cannot read has a reading", .timeLimit(.minutes(5)))
struct CatalogReadingsTests {
    private static let prompts = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../prompts")
        .standardized.path()

    static let scripts: [(tag: String, unread: @Sendable (Unicode.Scalar) -> Bool)] = [
        ("ja-JP", { $0.properties.isIdeographic }),
        ("zh-Hans", { $0.properties.isIdeographic }),
        ("zh-Hant-TW", { $0.properties.isIdeographic }),
        // Hebrew letters.
        ("he-IL", { (0x05D0...0x05EA).contains($0.value) }),
    ]

    @Test("nothing is left unread", arguments: scripts)
    func unread(tag: String, unread: @Sendable (Unicode.Scalar) -> Bool) throws {
        let language = try #require(LanguageTag(tag))
        let catalogs = try PromptCatalogs.load(directory: Self.prompts, defaultLanguage: language)
        let catalog = try #require(catalogs[language])
        let voice = try VoiceFile.read(catalog, directory: Self.prompts)
        for text in SpokenText.all(of: catalog) {
            let spoken = SoundSource(text, voice: voice).spoken
            let isRead = !spoken.unicodeScalars.contains(where: unread)
            #expect(isRead, "\(text.name): \(text.text): \(spoken)")
        }
    }

    @Test("every voice.json is right, and no prompt and word share a file")
    func all() throws {
        let language = try #require(LanguageTag("en-US"))
        let catalogs = try PromptCatalogs.load(directory: Self.prompts, defaultLanguage: language)
        for tag in catalogs.languages {
            let catalog = try #require(catalogs[tag])
            #expect(throws: Never.self) { try VoiceFile.read(catalog, directory: Self.prompts) }
            let names = SpokenText.all(of: catalog).map(\.name)
            #expect(Set(names).count == names.count, "\(tag)")
        }
    }
}
