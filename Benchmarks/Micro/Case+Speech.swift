import Announcements
import Prompts
import VoicemailModel

extension Case {
    static let matching = [
        Case(name: "match-known", summary: "es-MX, asked before") { count in
            let matcher = try matcher()
            let requested = try [language("es-MX")]
            var found = 0
            for _ in 0..<count { found &+= matcher.match(requested).language.text.utf8.count }
            return found
        },
        Case(name: "match-new", summary: "a tag that was never asked for") { count in
            let matcher = try matcher()
            var found = 0
            for number in 0..<count {
                let requested = try [language("es-MX-x-\(number % 10_000_000)")]
                found &+= matcher.match(requested).language.text.utf8.count
            }
            return found
        },
    ]

    static let announcing = [
        announce("announce-12", "another minute each, en-US, 12-hour clock", "en-US", .twelveHour, isRelative: false),
        announce("announce-24", "the same, de-DE, 24-hour clock", "de-DE", .twentyFourHour, isRelative: false),
        announce("announce-relative", "the same, of today, RELATIVE", "de-DE", .twentyFourHour, isRelative: true),
        announce(
            "announce-pack", "announce-12 with a sound pack", "en-US", .twelveHour, isRelative: false,
            pack: "asterisk-core-sounds"),
    ]

    private static func announce(
        _ name: String, _ summary: String, _ tag: String, _ clock: ClockFormat, isRelative: Bool,
        pack: String? = nil
    ) -> Case {
        Case(name: name, summary: summary) { count in
            let formatter = try AnnouncementFormatter(catalogs: catalogs(pack: pack))
            let language = try language(tag)
            guard let zone = TimeZoneName("Europe/Berlin") else { throw BenchmarkError.unexpected(name) }
            let start: Int64 = 1_795_443_420
            var written = 0
            for number in 0..<count {
                let moment = UnixTime(seconds: start + 60 * Int64(number))
                let announcement = try formatter.announcement(
                    of: moment, language: language, clock: clock, zone: zone,
                    asOf: isRelative ? moment : UnixTime(seconds: start),
                    isRelative: isRelative)
                written &+= announcement?.text.utf8.count ?? 0
            }
            return written
        }
    }

    private static func catalogs(pack: String? = nil) throws -> PromptCatalogs {
        try PromptCatalogs.load(directory: "prompts", defaultLanguage: language("en-US"), pack: pack)
    }

    private static func matcher() throws -> LanguageMatcher {
        guard let matcher = try LanguageMatcher(catalogs: catalogs()) else {
            throw BenchmarkError.unexpected("language matcher")
        }
        return matcher
    }

    private static func language(_ text: String) throws -> LanguageTag {
        guard let language = LanguageTag(text) else { throw BenchmarkError.unexpected(text) }
        return language
    }
}
