import Foundation
import Prompts
import Testing
import VoicemailModel
import VoicemailTestKit

@Suite(.timeLimit(.minutes(5)))
struct PluralRuleTests {
    /// Prints, for each tag, the categories of 0 to 999 that ICU gives to a program that is not ours.
    private static let script = """
        import icu, sys
        for tag in sys.argv[1:]:
            rules = icu.PluralRules.forLocale(icu.Locale.forLanguageTag(tag))
            print(tag, *[rules.select(number) for number in range(1000)])
        """

    @Test("every number has the plural category that PyICU says, in every language there is a catalog of")
    func categories() async throws {
        let english = try #require(LanguageTag("en-US"))
        let catalogs = try PromptCatalogs.load(directory: CatalogFolder.project, defaultLanguage: english)
        // It cannot run without the package python3-icu, which `scripts/setup.sh test` installs.
        let run = try await ProgramRun("/usr/bin/python3", ["-c", Self.script] + catalogs.languages.map(\.text))
        try #require(run.status == 0, "\(run.errors)")
        let lines = run.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        try #require(lines.count == catalogs.languages.count)
        for line in lines {
            let language = try #require(LanguageTag(line[0]))
            let rule = try #require(PluralRule(language))
            #expect(
                Limits.messageCount.map { rule.category(of: $0).rawValue } == Array(line.dropFirst()), "\(language)")
            let categories = Set(line.dropFirst(2))
            let counts = try #require(catalogs[language]).counts
            #expect(Set(counts.new.keys.map(\.rawValue)) == categories, "\(language)")
            #expect(Set(counts.saved.keys.map(\.rawValue)) == categories, "\(language)")
        }
    }

    @Test("languages have the categories that their grammar is known for")
    func examples() throws {
        func categories(_ tag: String, _ counts: [Int]) throws -> String {
            let language = try #require(LanguageTag(tag))
            let rule = try #require(PluralRule(language))
            return counts.map { rule.category(of: $0).rawValue }.joined(separator: " ")
        }
        #expect(try categories("en-US", [0, 1, 2, 101]) == "other one other other")
        #expect(try categories("fr-CA", [0, 1, 2]) == "one one other")
        #expect(try categories("ru-RU", [1, 2, 5, 11, 21, 111]) == "one few many many one many")
        #expect(try categories("ar", [0, 1, 2, 3, 11, 100, 103]) == "zero one two few many other few")
        #expect(try categories("sl-SI", [1, 2, 3, 5, 101, 102]) == "one two few other one two")
        #expect(try categories("ja-JP", [0, 1, 2]) == "other other other")
        // Portugal's rules are its own.
        #expect(try categories("pt-BR", [0]) == "one")
        #expect(try categories("pt-PT", [0]) == "other")
    }
}
