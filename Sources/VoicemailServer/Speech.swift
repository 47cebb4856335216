import VoicemailModel
import Wire

public final class Speech {
    var defaults: SettingsDefaults { fatalError() }
    func knows(_ zone: TimeZoneName) -> Bool { false }
    func language(for settings: MailboxSettings?) -> LanguageTag { fatalError() }
    var prompts: Reply { .ok }
    func prompt(_ id: String, in tags: [LanguageTag]) -> Reply { .ok }
    func prompt(_ id: String, for settings: MailboxSettings?) -> Reply { .ok }
    func announce(_ time: UnixTime, in tag: LanguageTag, clock: ClockFormat, zone: TimeZoneName?, relativeTo: UnixTime?)
        -> Reply
    { .ok }
    func announce(_ time: UnixTime, for: MailboxSettings?, relativeTo: UnixTime?) -> Reply { .ok }
}
extension Gatekeeper { func information() async -> Reply { .ok } }
