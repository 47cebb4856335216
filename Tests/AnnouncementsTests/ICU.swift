import Foundation
import Testing
import VoicemailTestKit

/// What ICU itself writes, asked by way of PyICU: `PyICU/written_dates.py` says how.
enum ICU {
    /// What it makes of one moment: the full date with the short time, and the time alone, on both clocks.
    struct Texts: Hashable {
        let dateAndTime12: String
        let dateAndTime24: String
        let time12: String
        let time24: String
    }

    /// All that it makes of a language.
    struct Language {
        let tag: String
        let calendar: String
        /// In the order of the moments.
        let texts: [Texts]
    }

    /// - Parameter moments: seconds since 1970 on a clock in UTC.
    static func texts(of moments: [Int64], in tags: [String]) async throws -> [Language] {
        let file = FileManager.default.temporaryDirectory.appending(path: "vmgate-moments-\(UUID().uuidString)")
        try Data(moments.map { "\($0)\n" }.joined().utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let rows = try await rows(["texts", file.path] + tags)
        try #require(rows.count == tags.count * (moments.count + 1))
        return try stride(from: 0, to: rows.count, by: moments.count + 1).map { start in
            let texts = try rows[start + 1...start + moments.count].map { row in
                try #require(row.count == 4, "\(row)")
                return Texts(dateAndTime12: row[0], dateAndTime24: row[1], time12: row[2], time24: row[3])
            }
            return Language(tag: rows[start][0], calendar: rows[start][1], texts: texts)
        }
    }

    /// What CLDR's words and patterns make of today and of yesterday, with `{time}` in the place of the time.
    static func relative(in tags: [String]) async throws -> [String: (today: String, yesterday: String)] {
        Dictionary(uniqueKeysWithValues: try await rows(["relative"] + tags).map { ($0[0], ($0[1], $0[2])) })
    }

    /// The calendar of every tag that CLDR has data of.
    static func calendars() async throws -> [String: String] {
        Dictionary(uniqueKeysWithValues: try await rows(["languages"]).map { ($0[0], $0[1]) })
    }

    private static func rows(_ arguments: [String]) async throws -> [[String]] {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "PyICU/written_dates.py")
        // Debian's, for which Debian packages PyICU. Without it the script says what is to be installed.
        let run = try await ProgramRun("/usr/bin/python3", [script.path] + arguments)
        try #require(run.status == 0, "\(run.errors)")
        return run.output.split(separator: "\n").map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
