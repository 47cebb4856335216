/// What SETTINGS says where a mailbox leaves a field to the server.
public struct SettingsDefaults: Sendable, Hashable {
    public var language: LanguageTag
    public var timeZone: TimeZoneName

    public init(language: LanguageTag, timeZone: TimeZoneName) {
        self.language = language
        self.timeZone = timeZone
    }
}
