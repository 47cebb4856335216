import Foundation
import Testing

@testable import Prompts

/// How often we find what ICU's own tests expect of it. The data are not ours: `scripts/icu-agreement.sh` gets them and runs
/// this.
@Suite(.timeLimit(.minutes(5)))
struct LocaleMatcherAgreementTests {
    private static let file = ProcessInfo.processInfo.environment["LOCALE_MATCHER_TEST"]

    /// Why an answer of ours is another one than ICU's, where we mean it to be.
    private enum Reason: String, CaseIterable {
        /// The caller's order counts for more than a nearer match of a later preference.
        case order = "a list of preferences is honoured in its order"
        /// Letters that CLDR holds too far, or nearer to another language, and that nobody hears.
        case letters = "the same language in other letters"
        /// ICU's own tests want Croatian and Bosnian kept apart from Serbian, which has the same macrolanguage.
        case macrolanguage = "another language of the same macrolanguage"
        /// ICU knows them by their region or variant, as languages that nobody speaks.
        case pseudo = "the same language, though made for testers"
        /// CLDR rates all regions of another language alike.
        case region = "another language as it is spoken in the region"
        /// We say the name of the catalog, ICU the canonical one.
        case name = "the same language by another name"

        init?(_ row: LocaleMatcherData.Case, _ found: (text: String, step: MatchStep)) {
            guard let wanted = SpokenTag(row.desired[0]), let heard = SpokenTag(found.text) else { return nil }
            if row.desired == [found.text] {
                self = .name
            } else if wanted.language == heard.language, wanted.script != heard.script {
                self = .letters
            } else if wanted.language == heard.language, Self.isPseudo(found.text) {
                self = .pseudo
            } else if row.desired.count > 1 {
                self = .order
            } else if Macrolanguages.byLanguage[wanted.language] != nil, found.step == .near {
                self = .macrolanguage
            } else if SpokenTag(row.expected)?.language == heard.language, found.step == .far {
                self = .region
            } else {
                return nil
            }
        }

        private static func isPseudo(_ tag: String) -> Bool {
            let end = tag.lowercased().split(separator: "-").last ?? ""
            return ["xa", "xb", "xc"].contains(end) || end.hasPrefix("ps")
        }
    }

    @Test(
        "ICU's own test data are answered as ICU answers them, but where we mean to differ", .enabled(if: file != nil))
    func agreement() throws {
        let file = try #require(Self.file)
        let cases = try LocaleMatcherData(file: file).cases
        var agreements = 0
        var disagreements: [Reason: [String]] = [:]
        let comparable = cases.filter { !$0.hasOptions }
        var asked = 0
        for row in comparable {
            guard let found = row.found else { continue }
            asked += 1
            guard found.text.lowercased() != row.expected.lowercased() else {
                agreements += 1
                continue
            }
            let line =
                "  line \(row.line): \(row.desired.joined(separator: ", ")) is \(row.expected), here \(found.text)"
            guard let reason = Reason(row, found) else {
                Issue.record("no reason is known:\(line)")
                continue
            }
            disagreements[reason, default: []].append(line)
        }
        #expect(asked > 400)
        print("\(agreements) of \(asked) questions are answered as ICU does.")
        for reason in Reason.allCases {
            let lines = disagreements[reason, default: []]
            print("\(lines.count): \(reason.rawValue)", lines.joined(separator: "\n"), separator: "\n")
        }
        print("Not asked: \(cases.count - comparable.count) about options of ICU that are constants here,")
        print("and \(comparable.count - asked) without a language, or with tags that are none in BCP 47.")
    }
}
