@testable import Settings

/// docs/settings.md: the lines of its tables that begin with a key are made from the settings, and all else is its own.
enum SettingsPage {
    /// The page with those lines as the settings make them.
    static func updated(_ page: String) -> String {
        page.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            key(of: line).flatMap { SettingTable.named($0) }?.pageRow ?? String(line)
        }.joined(separator: "\n")
    }

    /// Of a line that is a setting's row.
    static func key(of line: Substring) -> Substring? {
        line.prefixMatch(of: /\| `([a-z_]+\.[a-z_]+)`/)?.1
    }
}
