import Foundation
import Prompts
import Testing
import VoicemailModel

/// `Matching/tags.txt`: who hears what of the project's catalogs, and why.
@Suite(.timeLimit(.minutes(5)))
struct LanguageTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let asked: String
        /// Both are `-` where what is asked for is no language tag.
        let heard: String
        let match: String
        let why: String

        var testDescription: String { "\(asked) → \(heard) \(match)" }
    }

    /// One matcher answers all rows, in their order, as a server's does.
    @Test("everybody in the table hears what it says")
    func table() throws {
        let rows = try Self.rows()
        #expect(rows.count >= 400)
        #expect(Set(rows.map(\.asked)).count == rows.count)
        let matcher = try makeMatcher()
        for row in rows {
            #expect(!row.why.isEmpty, "\(row.testDescription)")
            let (heard, match) = Self.answer(row.asked, of: matcher)
            #expect(heard == row.heard && match == row.match, "\(row.testDescription), but heard \(heard) \(match)")
        }
    }

    @Test("every way of matching is in the table")
    func steps() throws {
        #expect(Set(try Self.rows().map(\.match)) == Set(MatchStep.allCases.map(\.rawValue) + ["-"]))
    }

    @Test("with prompts.near_only, whoever would hear what is far hears the default language, and nobody else does")
    func nearOnly() throws {
        let matcher = try makeMatcher(isNearOnly: true)
        for row in try Self.rows() {
            let (heard, match) = Self.answer(row.asked, of: matcher)
            let isFar = row.match == "far"
            #expect(heard == (isFar ? "en-US" : row.heard) && match == (isFar ? "default" : row.match), "\(row.asked)")
        }
    }

    private static func answer(_ asked: String, of matcher: LanguageMatcher) -> (heard: String, match: String) {
        guard let tag = LanguageTag(asked) else { return ("-", "-") }
        let match = matcher.match([tag])
        return (match.language.text, match.step.rawValue)
    }

    private static func rows() throws -> [Row] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Matching/tags.txt")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
            let cells = $0.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            try #require(cells.count == 4, "\($0)")
            return Row(asked: cells[0], heard: cells[1], match: cells[2], why: cells[3])
        }
    }

    private func makeMatcher(isNearOnly: Bool = false) throws -> LanguageMatcher {
        let catalogs = try PromptCatalogs.load(
            directory: CatalogFolder.project, defaultLanguage: try #require(LanguageTag("en-US")))
        return try #require(LanguageMatcher(catalogs: catalogs, isNearOnly: isNearOnly))
    }
}
