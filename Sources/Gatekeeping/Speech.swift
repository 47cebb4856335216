import Announcements
public import Prompts
public import VoicemailModel
public import ZoneRules

/// What is said to callers: prompts and announcements in the language that a mailbox, or a request, asks for.
///
/// It remembers matches, voices and zones without a lock, so it belongs to one thread: the gatekeeper's.
public final class Speech {
    let defaults: SettingsDefaults
    private let catalogs: PromptCatalogs
    private let matcher: LanguageMatcher
    private let formatter: AnnouncementFormatter
    private var voices: [Voice.Wish: Voice] = [:]
    private var lastVoice = 0

    /// - Parameter isNearOnly: whether the default language is heard rather than one that is only closest.
    /// - Throws: `SpeechError` when a catalog's dates, or the machine's language data, cannot be used.
    public init(
        catalogs: PromptCatalogs, isNearOnly: Bool = false, defaultZone: TimeZoneName,
        zones: ZoneDatabase = ZoneDatabase()
    ) throws(SpeechError) {
        guard let matcher = LanguageMatcher(catalogs: catalogs, isNearOnly: isNearOnly) else {
            throw SpeechError(description: "ICU's language data could not be loaded; install the package libicu72")
        }
        do {
            formatter = try AnnouncementFormatter(catalogs: catalogs, zones: zones)
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

    /// From now on times are those of the zones' rules as they are now.
    func forgetZones() {
        formatter.forgetZones()
    }

    /// The catalog's language for a mailbox; nil settings are an unknown mailbox.
    func language(for settings: MailboxSettings?) -> LanguageTag {
        voice(Voice.Wish(settings)).language
    }

    var languages: [LanguageTag] { catalogs.languages }

    /// Every id there is.
    let promptIDs = PromptID.allCases.map(\.name)

    /// How to speak to a caller who wants this.
    func voice(_ wish: Voice.Wish) -> Voice {
        if let voice = voices[wish] { return voice }
        lastVoice += 1
        let match = matcher.match(wish.language.map { [$0] } ?? [])
        let voice = Voice(
            number: lastVoice, match: match, catalogs: catalogs, clock: wish.clock,
            zone: wish.zone ?? defaults.timeZone, formatter: formatter)
        if voices.count >= Limits.rememberedVoices { voices.removeAll(keepingCapacity: true) }
        voices[wish] = voice
        return voice
    }

    /// The voice for the best of these languages.
    func voice(in languages: [LanguageTag]) -> Voice {
        voice(Voice.Wish(language: matcher.match(languages).requested, clock: .disabled, zone: nil))
    }

    /// The voice for the callers of mailboxes of this kind.
    func voice(of kind: MailboxKind) -> Voice {
        if let voice = kind.voice { return voice }
        let voice = voice(Voice.Wish(kind.settings))
        kind.voice = voice
        return voice
    }
}
