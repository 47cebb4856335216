import Announcements
public import Prompts
public import VoicemailModel
import Wire

/// What is said to callers: prompts and announcements in the language that a mailbox, or a request, asks for.
///
/// It remembers matches and zones without a lock, so it belongs to one thread: the gatekeeper's.
public final class Speech {
    let defaults: SettingsDefaults
    private let catalogs: PromptCatalogs
    private let matcher: LanguageMatcher
    private let formatter: AnnouncementFormatter

    /// - Throws: `SpeechError` when a catalog's dates, or the machine's language data, cannot be used.
    public init(catalogs: PromptCatalogs, defaultZone: TimeZoneName) throws(SpeechError) {
        guard let matcher = LanguageMatcher(catalogs: catalogs) else {
            throw SpeechError(description: "ICU's language data could not be loaded; install the package libicu72")
        }
        do {
            formatter = try AnnouncementFormatter(catalogs: catalogs)
        } catch {
            throw SpeechError(description: "\(error)")
        }
        guard formatter.knows(defaultZone) else {
            throw SpeechError(
                description: "time.default_zone: \(defaultZone) is not in the IANA time zone database; "
                    + "write it as in Europe/Berlin")
        }
        self.matcher = matcher
        self.catalogs = catalogs
        defaults = SettingsDefaults(language: catalogs.defaultLanguage, timeZone: defaultZone)
    }

    public struct SpeechError: Error, CustomStringConvertible {
        public let description: String
    }

    func knows(_ zone: TimeZoneName) -> Bool {
        formatter.knows(zone)
    }

    /// The catalog's language for a mailbox; nil settings are an unknown mailbox.
    func language(for settings: MailboxSettings?) -> LanguageTag {
        match(settings).language
    }

    var languages: [LanguageTag] { catalogs.languages }

    /// Every language and every id there is.
    var prompts: Reply {
        .prompts(languages: catalogs.languages, ids: PromptID.allCases.map(\.name))
    }

    func prompt(_ id: String, in languages: [LanguageTag]) -> Reply {
        prompt(id, matcher.match(languages))
    }

    func prompt(_ id: String, for settings: MailboxSettings?) -> Reply {
        prompt(id, match(settings))
    }

    /// - Parameter now: given when today and yesterday are to be called so.
    func announce(
        _ moment: UnixTime, in language: LanguageTag, clock: ClockFormat, zone: TimeZoneName?, relativeTo now: UnixTime?
    ) -> Reply {
        announce(moment, matcher.match([language]).language, clock, zone ?? defaults.timeZone, relativeTo: now)
    }

    func announce(_ moment: UnixTime, for settings: MailboxSettings?, relativeTo now: UnixTime?) -> Reply {
        let settings = settings ?? MailboxSettings()
        return announce(
            moment, language(for: settings), settings.clock, settings.timeZone ?? defaults.timeZone, relativeTo: now)
    }

    private func match(_ settings: MailboxSettings?) -> LanguageMatch {
        matcher.match(settings?.language.map { [$0] } ?? [])
    }

    private func prompt(_ id: String, _ match: LanguageMatch) -> Reply {
        guard let promptID = PromptID(name: id), let catalog = catalogs[match.language] else {
            return .failure(.badValue(field: "prompt-id", "no prompt has this id; PROMPTS lists them"))
        }
        let prompt = catalog.prompt(promptID)
        return .prompt(
            PromptReply(
                id: id, requested: match.requested, language: match.language, match: match.step.rawValue,
                file: prompt.file, text: prompt.text))
    }

    private func announce(
        _ moment: UnixTime, _ language: LanguageTag, _ clock: ClockFormat, _ zone: TimeZoneName,
        relativeTo now: UnixTime?
    ) -> Reply {
        do {
            let announcement = try formatter.announcement(
                of: moment, language: language, clock: clock, zone: zone, relativeTo: now)
            guard let announcement else { return .silent(language: language) }
            return .announcement(
                AnnouncementReply(
                    clock: clock, language: language, zone: zone, date: announcement.date, time: announcement.time,
                    text: announcement.text, play: announcement.play))
        } catch {
            switch error {
            case .unknownZone:
                return .failure(
                    .badValue(
                        field: "zone", "not in the IANA time zone database; write it as in Europe/Berlin"))
            case .outOfRange: return .failure(.badValue(field: "timestamp", error.description))
            case .noCatalog, .noDates: return .failure(.unavailable)
            }
        }
    }
}
