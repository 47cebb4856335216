import Announcements
import Foundation
import Prompts
import Testing
import VoicemailModel

/// The project's own catalogs and a formatter over them, made once.
enum Fixtures {
    static let catalogs = Result {
        try PromptCatalogs.load(directory: prompts, defaultLanguage: try tag("en-US"))
    }

    /// The same with a sound pack in force.
    static let catalogsWithPack = Result {
        try PromptCatalogs.load(
            directory: prompts, defaultLanguage: try tag("en-US"), pack: "asterisk-core-sounds")
    }

    private static var prompts: String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../prompts").standardized.path()
    }

    static func makeFormatter() throws -> AnnouncementFormatter {
        try AnnouncementFormatter(catalogs: try catalogs.get())
    }

    static func tag(_ text: String) throws -> LanguageTag {
        try #require(LanguageTag(text))
    }

    static func zone(_ name: String) throws -> TimeZoneName {
        try #require(TimeZoneName(name))
    }

    /// The moment at which a clock in UTC shows this.
    static func moment(_ text: String) throws -> UnixTime {
        let date = try Date.ISO8601FormatStyle(timeZone: .gmt).parse(text)
        return UnixTime(seconds: Int64(date.timeIntervalSince1970))
    }

    /// What a caller hears: the texts of the clips.
    static func heard(_ announcement: Announcement, in language: LanguageTag) throws -> String {
        let catalog = try #require(try catalogs.get()[language])
        return try announcement.clips.map { try #require(catalog.clips[$0], "no clip \($0)") }.joined(separator: " ")
    }
}
