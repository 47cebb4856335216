import Foundation
import Testing
import VoicemailTestKit

@testable import Settings

/// docs/settings.md, which people read instead of the table that the program is made from.
@Suite("The page of settings", .timeLimit(.minutes(5)))
struct SettingsPageTests {
    private static let file = ServerProcess.repository.appending(path: "docs/settings.md")

    /// `make settings-page` says `SETTINGS_PAGE=write`.
    @Test("it has a row for each setting, made from the setting itself")
    func rows() throws {
        let page = try String(contentsOf: Self.file, encoding: .utf8)
        let updated = SettingsPage.updated(page)
        if ProcessInfo.processInfo.environment["SETTINGS_PAGE"] == "write" {
            return try Data(updated.utf8).write(to: Self.file)
        }
        for (line, made) in zip(page.split(separator: "\n"), updated.split(separator: "\n")) { #expect(line == made) }
        let keys = page.split(separator: "\n").compactMap { SettingsPage.key(of: $0).map(String.init) }
        #expect(keys.sorted() == SettingTable.all.map(\.key).sorted())
    }
}
