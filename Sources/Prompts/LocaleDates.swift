internal import CLocaleMatcher
public import VoicemailModel

/// How CLDR writes dates and times in one language and calendar, with ASCII digits, by way of ICU.
public final class LocaleDates {
    private let dates: OpaquePointer

    /// Nil when CLDR has no dates in the language. What its tag says of calendar, clock and digits does not count.
    public init?(language: LanguageTag, calendar: CatalogCalendar) {
        guard let dates = locale_dates_create(language.text, calendar.rawValue) else { return nil }
        self.dates = dates
    }

    deinit {
        locale_dates_destroy(dates)
    }

    /// The pattern of the short time on the clock that is the language's custom.
    public var timePattern: String? {
        LocaleData.text(capacity: LOCALE_DATES_CAPACITY) { locale_dates_time_pattern(dates, $0, $1) }
    }

    /// The pattern of the full date joined with that time.
    public var fullPattern: String? {
        LocaleData.text(capacity: LOCALE_DATES_CAPACITY) { locale_dates_full_pattern(dates, $0, $1) }
    }

    /// The pattern that CLDR has for a skeleton such as `hmm` (UTS #35, Date Format Patterns).
    public func bestPattern(for skeleton: String) -> String? {
        LocaleData.text(capacity: LOCALE_DATES_CAPACITY) { locale_dates_best_pattern(dates, skeleton, $0, $1) }
    }

    /// What ICU writes by a pattern at each of these moments, in seconds since 1970 on a clock in UTC; nil when it fails.
    public func texts(_ pattern: String, at seconds: [Int64]) -> [String]? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: seconds.count * LOCALE_DATES_CAPACITY) { buffer in
            guard let start = buffer.baseAddress else { return seconds.isEmpty ? [] : nil }
            let count = Int32(seconds.count)
            let length = locale_dates_write(dates, pattern, seconds, count, start, Int32(buffer.count))
            guard length >= 0 else { return nil }
            let texts = buffer.prefix(Int(length)).split(separator: 0, omittingEmptySubsequences: false).dropLast()
            return texts.map { String(decoding: $0.map(UInt8.init(bitPattern:)), as: UTF8.self) }
        }
    }

    /// CLDR's own calendar for a language and its region, by ICU's name for it: `persian` for fa-IR. Nil when ICU fails.
    public static func defaultCalendar(of language: LanguageTag) -> String? {
        LocaleData.text(capacity: LOCALE_DATES_CAPACITY) { locale_default_calendar(language.text, $0, $1) }
    }
}
