import Testing
import VoicemailModel

@testable import Prompts

/// The tables that `scripts/language-tables.py` makes.
@Suite(.timeLimit(.minutes(5)))
struct LanguageTablesTests {
    @Test("a row's name is found by each of its members, by the first row's where two have one")
    func rows() {
        #expect(
            LanguageRows.byMember("ar: acm afb\nnl fr de: vls\n\nar fr: acm kab\n")
                == ["acm": "ar", "afb": "ar", "vls": "nl fr de", "kab": "ar fr"])
        #expect(LanguageRows.byMember("") == [:])
    }

    @Test("the registry's macrolanguages are all there, and each is a language of its own")
    func macrolanguages() throws {
        let table = Macrolanguages.byLanguage
        #expect(table.count >= 453)
        #expect(Set(table.values).count >= 63)
        for (language, macrolanguage) in table {
            _ = try #require(LanguageTag(language))
            _ = try #require(LanguageTag(macrolanguage))
            #expect(table[macrolanguage] == nil, "\(macrolanguage) is in another")
        }
    }

    @Test("the states' table has only languages for which CLDR has no other, and ends at languages that are not in it")
    func states() throws {
        let table = StateLanguages.byTag
        let heard = Set(table.values.flatMap { $0.split(separator: " ").map(String.init) })
        let languages = try heard.sorted().map { try #require(LanguageTag($0)) }
        let matcher = try #require(NearestLanguage(of: languages, isFarFound: true))
        for (tag, shared) in table {
            _ = try #require(LanguageTag(tag))
            #expect(shared.split(separator: " ").allSatisfy { table[String($0)] != shared }, "\(tag)")
            // Of a language that is heard itself CLDR knows at least that, and of some their macrolanguage.
            guard !heard.contains(tag), let nearest = matcher.nearest(to: tag)?.text else { continue }
            #expect(nearest == Macrolanguages.byLanguage[tag], "\(tag)")
        }
    }

    @Test("who is in a state where CLDR's choice is not official hears the state's language, and not that choice")
    func elsewhere() throws {
        let table = StateLanguages.elsewhere
        #expect(table.count >= 70)
        for (tag, shared) in table {
            let spoken = try #require(SpokenTag(tag))
            #expect(tag == "\(spoken.language)-\(spoken.region ?? "")")
            let heard = shared.split(separator: " ").map(String.init)
            #expect(!heard.contains(spoken.language) && !heard.contains("en"), "\(tag)")
            let languages = try (heard + ["ru", "tr", "en"]).map { try #require(LanguageTag($0)) }
            let search = try #require(LanguageSearch(languages: languages, isNearOnly: false))
            let asked = try #require(LanguageTag(tag))
            let found = try #require(search.finding(for: asked))
            #expect(found.step == .far && heard.contains(found.language.text), "\(tag): \(found.language)")
        }
    }
}
