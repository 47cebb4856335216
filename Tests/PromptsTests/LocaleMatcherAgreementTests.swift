import Foundation
import Prompts
import Testing

/// How often we find what ICU's own tests expect of it. The data are not ours: `scripts/icu-agreement.sh` gets them and runs
/// this.
@Suite(.timeLimit(.minutes(5)))
struct LocaleMatcherAgreementTests {
    private static let file = ProcessInfo.processInfo.environment["LOCALE_MATCHER_TEST"]

    /// Why an answer of ours is another one than ICU's, where we mean it to be.
    private enum Reason: String, CaseIterable {
        /// The caller's order counts for more than a nearer match of a later preference.
        case order = "a list of preferences is honoured in its order"
        /// ICU would take a language that is farther than 20.
        case tooFar = "the nearest language is too far to be understood"
        /// The same language in letters that CLDR holds too far, which nobody hears.
        case letters = "the same language in other letters"
        /// We say the name of the catalog, ICU the canonical one.
        case name = "the same language by another name"

        init?(_ row: LocaleMatcherData.Case, _ found: (text: String, step: MatchStep)) {
            if row.desired == [found.text] {
                self = .name
            } else if row.desired.count > 1 {
                self = .order
            } else if found.step == .default {
                self = .tooFar
            } else if found.step == .lookup {
                self = .letters
            } else {
                return nil
            }
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
