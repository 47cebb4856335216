import Foundation
import Testing
import VoicemailTestKit

@testable import vmgate

/// docs/settings.md, which people read instead of the table that the program is made from.
@Suite("The page of settings")
struct SettingsPageTests {
    /// The cells of the tables' rows, without their backquotes.
    private static func rows() throws -> [[String]] {
        let page = ServerProcess.repository.appending(path: "docs/settings.md")
        return try String(contentsOf: page, encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix("|") }.map {
            row in
            row.replacing("`", with: "").split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    @Test("it has every setting, with its flag and its default", arguments: ServeSettings.table.map(\.key))
    func setting(key: String) throws {
        let setting = try #require(Setting.named(key))
        let row = try #require(
            try Self.rows().first { $0[0].split(separator: ", ").contains(Substring(key)) },
            "there is no row for \(key)")
        try #require(row.count == 5)
        if let flag = setting.flag {
            let whole = setting.isSwitch ? "--\(flag)" : "--\(flag) \(setting.placeholder)"
            #expect(row[1].split(separator: ", ").contains(Substring(whole)))
        }
        #expect(
            row[3].hasPrefix(setting.defaultText)
                || row[3].split(separator: ", ").contains(Substring(setting.defaultText)))
    }

    @Test("it has no setting that there is not: these, and the clients")
    func others() throws {
        let keys = try Self.rows().flatMap { $0[0].split(separator: ", ").map(String.init) }.filter { $0.contains(".") }
        #expect(Set(keys) == Set(ServeSettings.table.map(\.key)))
    }
}
