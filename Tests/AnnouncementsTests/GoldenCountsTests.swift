import Announcements
import Foundation
import Prompts
import Testing
import VoicemailModel

@Suite(.timeLimit(.minutes(5)))
struct GoldenCountsTests {
    /// `Golden/counts.txt`: what is written of some numbers of messages in every language. It is reviewed by reading it; after a
    /// change that is meant, `make golden` rewrites it.
    @Test("every language says some numbers of messages as the reviewed table has them")
    func counts() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/counts.txt")
        let actual = try makeTable()
        if ProcessInfo.processInfo.environment["GOLDEN_TABLE"] == "write" {
            try Data(actual.utf8).write(to: file)
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        let differences = zip(expected.split(separator: "\n"), actual.split(separator: "\n")).filter { $0 != $1 }
        #expect(differences.isEmpty, "\(differences.map { "\nexpected \($0)\nactual   \($1)" }.joined())")
        #expect(expected.utf8.count == actual.utf8.count)
    }

    /// New and saved ones; nil where nothing is said of them.
    private static let counts: [(new: Int, saved: Int?)] = [
        (0, nil), (0, 0), (1, nil), (2, nil), (3, 1), (5, 2), (8, 4), (11, 12), (20, 19), (21, 22), (100, nil),
        (101, 102),
        (0, 1), (0, 3), (110, 180), (200, 234), (0, 999),
    ]

    private func makeTable() throws -> String {
        let formatter = try Fixtures.makeFormatter()
        var lines: [String] = []
        for language in try Fixtures.catalogs.get().languages {
            lines.append("# \(language)")
            let speaker = try formatter.counts(in: language)
            for (new, saved) in Self.counts {
                let counts = try #require(MessageCounts(new: new, saved: saved))
                let announcement = speaker.announcement(of: counts)
                lines.append("\(new) \(saved.map { "\($0)" } ?? "-")\t\(announcement.text)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
