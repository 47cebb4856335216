import Foundation
import Prompts
import Testing
import VoicemailModel

@Suite(.timeLimit(.minutes(5)))
struct CatalogReaderTests {
    /// A change of the project's en-US catalog, and what is said of it behind the file's name.
    struct Flaw: Sendable, CustomTestStringConvertible {
        let before: String
        let after: String
        let sentences: [String]
        /// Whether the schema sees it too: it does not know what one part of a catalog has for another.
        let isOfSchema: Bool

        init(_ before: String, _ after: String, _ sentences: String..., isOfSchema: Bool = true) {
            self.before = before
            self.after = after
            self.sentences = sentences
            self.isOfSchema = isOfSchema
        }

        var testDescription: String { sentences.first ?? after }

        /// The project's en-US catalog with this flaw.
        func catalog() throws -> String {
            let text = try String(contentsOfFile: "\(CatalogFolder.project)/en-US/catalog.json", encoding: .utf8)
            let flawed = text.replacing(before, with: after, maxReplacements: 1)
            try #require(flawed != text, "the catalog has no \(before)")
            return flawed
        }
    }

    static let flaws = [
        Flaw(
            #""language": "en-US""#, #""language": "en-us""#,
            "language is \"en-us\" in the folder en-US; make the two the same.", isOfSchema: false),
        Flaw(#""language": "en-US","#, "", "language is missing; add the language tag, \"en-US\"."),
        Flaw(
            #""goodbye":"#, #""good-bye":"#,
            "prompts.good-bye is not known; correct its name or remove it.", "prompts.goodbye is missing; add its text."
        ),
        Flaw(#""Message from""#, #""""#, "prompts.message-from is empty; write its text."),
        Flaw(#""Message from""#, "17", "prompts.message-from must be a text; write it in quotation marks."),
        Flaw(#""Message from""#, "null", "prompts.message-from must be a text; write it in quotation marks."),
        Flaw(#""Message from""#, #""Message from ""#, "prompts.message-from begins or ends with a space; remove it."),
        Flaw(
            #""Message from""#, #""Message\nfrom""#,
            "prompts.message-from holds a line break or another control character; remove it."),
        Flaw(
            #""Message from""#, "\"\(String(repeating: "a", count: 1001))\"",
            "prompts.message-from is longer than 1000 bytes; shorten it."),
        Flaw(
            #""prompts": {"#, #""prompts": 1, "promts": {"#,
            "promts is not known; correct its name or remove it.",
            "prompts must be an object; write it in braces as docs/prompts.md shows."),
        Flaw(
            #""today at {time}""#, #""today""#,
            "texts.today must hold {time} exactly once; put it where the time is written."),
        Flaw(
            #""yesterday at {time}""#, #""{time} {time}""#,
            "texts.yesterday must hold {time} exactly once; put it where the time is written."),
        Flaw(
            #""11": "November""#, #""13": "November""#,
            "clips.month.13 is not known; correct its name or remove it.", "clips.month.11 is missing; add its text."),
        Flaw(#""23": "twenty-third","#, "", "clips.day.23 is missing; add its text."),
        Flaw(
            #""weekday": {"#, #""weekdays": {"#,
            "clips.weekdays is not known; correct its name or remove it.",
            "clips.weekday is missing; add it as docs/prompts.md shows."),
        Flaw(
            #""at": "at""#, #""At": "at""#,
            "clips.words.At cannot name a clip; use small letters a to z, digits and hyphens.",
            "order.date names \"at\", which clips.words lacks; add it there.",
            "order.today names \"at\", which clips.words lacks; add it there.",
            "order.yesterday names \"at\", which clips.words lacks; add it there.",
            "order.date_with_year names \"at\", which clips.words lacks; add it there."),
        Flaw(
            #""at": "at","#, #""at": "at", "unused": "u","#,
            "clips.words.unused is not used by any order; use it there or remove it.", isOfSchema: false),
        Flaw(
            #""00:00": "am""#, #""0:00": "am""#,
            "periods.0:00 is not a time of day; write it as HH:mm.",
            "periods.00:00 is missing; say which period begins the day.",
            "clips.period.am is not used by any time in periods; use it there or remove it."),
        Flaw(
            #""12:00": "pm""#, #""24:00": "pm""#,
            "periods.24:00 is not a time of day; write it as HH:mm.",
            "clips.period.pm is not used by any time in periods; use it there or remove it."),
        Flaw(
            #""12:00": "pm""#, #""12:00": "afternoon", "13:00": "pm""#,
            "periods.12:00 names \"afternoon\", which clips.period lacks; add it there.", isOfSchema: false),
        Flaw(
            #""{weekday} {month} {day} at {time}""#, #""{weekday} {month} at {time}""#,
            "order.date must hold {day} exactly once; put it where that is said."),
        Flaw(
            #""{weekday} {month} {day} at {time}""#, #""{weekday} {month} {day} at {hour12}""#,
            "order.date must hold {time} exactly once; put it where that is said.",
            "order.date holds {hour12}, which has no place there; remove it."),
        Flaw(
            #""{weekday} {month} {day} at {time}""#, #""{weekday} {month} {day}, at {time}""#,
            "order.date must be names of clips and {placeholders} with spaces between them; correct it."),
        Flaw(
            #""{hour12} {minute} {period}""#, #""{hour12} {minute}""#,
            "order.clock12.time must hold {period} exactly once; put it where that is said."),
        Flaw(
            #""full_hour": "{hour12} {period}""#, #""full-hour": "{hour12} {period}""#,
            "order.clock12.full-hour is not known; correct its name or remove it.",
            "order.clock12.full_hour is missing; add the order of its clips."),
        Flaw(
            #""{hour12} noon""#, #""{hour12} {minute} noon""#,
            "order.clock12.noon holds {minute}, which has no place there; remove it."),
        Flaw(
            #""{hour24} {minute}""#, #""{hour12} {minute}""#,
            "order.clock24.time must hold {hour24} exactly once; put it where that is said.",
            "order.clock24.time holds {hour12}, which has no place there; remove it."),
        Flaw(
            #""{hour12} noon""#, #""{hour12} {hour12} noon""#,
            "order.clock12.noon holds {hour12} more than once; leave one."),
        Flaw(
            #""{weekday} {month} {day} {year} at {time}""#, #""{weekday} {month} {day} at {time}""#,
            "order.date_with_year must hold {year} exactly once; put it where that is said."),
        Flaw(
            #""{weekday} {month} {day} at {time}""#, #""{weekday} {month} {day} {year} at {time}""#,
            "order.date holds {year}, which has no place there; remove it."),
        Flaw(#""2026": "twenty twenty-six","#, "", "clips.year.2026 is missing; add its text."),
        Flaw(
            #""language": "en-US","#, #""language": "en-US", "calendar": "julian","#,
            "calendar is \"julian\"; write one of \"gregorian\", \"persian\", \"buddhist\", or remove it."),
        Flaw(
            #""{hour24-full}""#, #""{hour24}""#,
            "clips.hour24-full is not used by any order or region; use it there or remove it.", isOfSchema: false),
        Flaw(
            #""{hour24-full}""#, #""{hour24-short}""#,
            "order.clock24.full_hour names {hour24-short}, and there is no clips.hour24-short; add it.",
            isOfSchema: false),
        Flaw(
            #""{hour24-full}""#, #""{hour24-full} {hour24}""#,
            "order.clock24.full_hour must hold {hour24} exactly once; put it where that is said."),
        Flaw(
            #""hour24-full": {"#, #""hour25-full": {"#,
            "clips.hour25-full is not known; correct its name or remove it.",
            "order.clock24.full_hour names {hour24-full}, and there is no clips.hour24-full; add it."),
        Flaw(#""0": "zero hundred hours","#, "", "clips.hour24-full.0 is missing; add its text."),
        Flaw(
            #""order": {"#, #""regions": {"sy": "full"}, "order": {"#,
            "regions.sy must be regions with one space between them, such as \"JO SY\"; correct it."),
        Flaw(
            #""order": {"#, #""regions": {"JO SY": "levant"}, "order": {"#,
            "regions.JO SY names \"levant\", and no family in clips has such a variant; add one, such as clips.month-levant.",
            isOfSchema: false),
        Flaw(
            #""order": {"#, #""regions": {"CA US": "full", "US": "full"}, "order": {"#,
            "regions.US names US, which another key has too; leave one.", isOfSchema: false),
    ]

    @Test(
        "every flaw of a catalog is one sentence that names file and key and says what to do",
        arguments: flaws + CountFlaws.all + callerFlaws)
    func flaw(_ flaw: Flaw) throws {
        let folder = try CatalogFolder()
        try folder.write(try flaw.catalog(), language: "en-US")
        let file = "\(folder.path)/en-US/catalog.json"
        let problems = try folder.check()
        #expect(problems.map(\.description) == flaw.sentences.map { "\(file): \($0)" })
        #expect(problems.allSatisfy { $0.language == "en-US" && $0.file == file && $0.key != nil })
        let first = try #require(problems.first)
        #expect(throws: first) { try folder.load() }
    }

    @Test("a file that is no JSON is named with line and column")
    func noJSON() throws {
        let folder = try CatalogFolder()
        try folder.write("{\n  \"language\": \"en-US\"\n  \"prompts\": {}\n}\n", language: "en-US")
        let sentence = try #require(try folder.check().first).description
        #expect(sentence.hasPrefix("\(folder.path)/en-US/catalog.json: is not valid JSON ("))
        #expect(sentence.contains("line 3, column 3"))
        #expect(sentence.hasSuffix("); correct it there."))
    }

    @Test(
        "a file that holds something other than a catalog is told so",
        arguments: ["[]", "17", "\"en-US\"", "null"])
    func noObject(text: String) throws {
        let folder = try CatalogFolder()
        try folder.write(text, language: "en-US")
        let sentences = try folder.check().map(\.description)
        let file = "\(folder.path)/en-US/catalog.json"
        #expect(sentences == ["\(file): holds no JSON object; see docs/prompts.md for its format."])
    }

    @Test("an empty file, and one that is not UTF-8, are no JSON", arguments: [Data(), Data([0xFF, 0xFE, 0x00])])
    func noText(data: Data) throws {
        let folder = try CatalogFolder()
        try folder.write("", language: "en-US")
        try data.write(to: URL(filePath: "\(folder.path)/en-US/catalog.json"))
        let sentence = try #require(try folder.check().first).description
        #expect(sentence.contains("is not valid JSON"))
    }

    @Test("an empty catalog lacks every part, and all gaps of all languages are found in one go")
    func allGaps() throws {
        let folder = try CatalogFolder()
        try folder.write("{}", language: "en-US")
        try folder.copy("de-DE")
        try folder.write(#"{"language": "fr-FR", "prompts": {}}"#, language: "fr-FR")
        let problems = try folder.check()
        #expect(
            problems.filter { $0.language == "en-US" }.map(\.key)
                == ["language", "prompts", "texts", "clips", "periods", "counts", "order", "caller"])
        #expect(
            problems.filter { $0.language == "fr-FR" }.map(\.key)
                == PromptID.allCases.map { "prompts.\($0)" } + [
                    "texts", "clips", "periods", "counts", "order", "caller",
                ])
        #expect(!problems.contains { $0.language == "de-DE" })
    }

    @Test("the years that a catalog must have are those of its calendar")
    func years() throws {
        let folder = try CatalogFolder()
        let text = try String(contentsOfFile: "\(CatalogFolder.project)/en-US/catalog.json", encoding: .utf8)
        let thai = text.replacing(/"(19|20)(\d\d)": "/) { "\"\((Int($0.1 + $0.2) ?? 0) + 543)\": \"" }
            .replacing(#""language": "en-US","#, with: #""language": "en-US", "calendar": "buddhist","#)
        try folder.write(thai, language: "en-US")
        #expect(try folder.check() == [])
        let english = try #require(LanguageTag("en-US"))
        #expect(try folder.load()[english]?.calendar == .buddhist)
        #expect(try folder.load()[english]?.clips["year/2569"] == "twenty twenty-six")
        try folder.write(
            text.replacing(#""language": "en-US","#, with: #""language": "en-US", "calendar": "buddhist","#),
            language: "en-US")
        let problems = try folder.check().compactMap(\.key)
        let years = [1970...2099, 2513...2642].joined().map { "clips.year.\($0)" }
        #expect(problems == years + ["clips.year"])
    }

    @Test("a catalog need not name its JSON schema")
    func noSchema() throws {
        let folder = try CatalogFolder()
        let text = try String(contentsOfFile: "\(CatalogFolder.project)/en-US/catalog.json", encoding: .utf8)
        let bare = text.replacing("  \"$schema\": \"../catalog.schema.json\",\n", with: "")
        #expect(bare != text)
        try folder.write(bare, language: "en-US")
        #expect(try folder.check() == [])
    }
}
