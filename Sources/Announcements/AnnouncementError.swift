public import VoicemailModel

/// Why a date cannot be announced, as one sentence.
public enum AnnouncementError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The IANA time zone database has no such zone.
    case unknownZone(TimeZoneName)
    /// There is no catalog of this language.
    case noCatalog(LanguageTag)
    /// In the requested zone the moment is before the year 1 or after the year 9999.
    case outOfRange
    /// CLDR has no dates in this language, or none that can be used.
    case noDates(LanguageTag)

    public var description: String {
        switch self {
        case .unknownZone(let zone):
            "There is no time zone \(zone); give a name of the IANA database, such as Europe/Berlin."
        case .noCatalog(let language):
            "There is no catalog of \(language); add one or ask for another language."
        case .outOfRange: "The moment is outside the years 1 to 9999; give one within them."
        case .noDates(let language):
            "CLDR has no dates in \(language); remove its catalog or name it by a language CLDR knows."
        }
    }
}
