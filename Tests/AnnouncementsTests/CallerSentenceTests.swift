import Announcements
import Prompts
import Testing
import VoicemailModel

/// Who called, in every language.
@Suite(.timeLimit(.minutes(5)))
struct CallerSentenceTests {
    private static let moment = "2026-11-23T21:45:00Z"

    /// Makes the announcement of one moment without and with a caller. A formatter takes long to make, so each test has one.
    private struct Speaker {
        let formatter: AnnouncementFormatter
        let moment: UnixTime

        init(_ catalogs: PromptCatalogs? = nil) throws {
            formatter = try AnnouncementFormatter(catalogs: try catalogs ?? Fixtures.catalogs.get())
            moment = try Fixtures.moment(CallerSentenceTests.moment)
        }

        func announcements(
            _ caller: String, _ language: LanguageTag, _ clock: ClockFormat = .twelveHour
        ) throws -> (plain: Announcement, full: Announcement) {
            let style = try #require(try formatter.style(language: language, clock: clock, zone: .utc))
            let someone: MessageCaller = try #require(MessageCaller(caller))
            return (
                try style.announcement(of: moment, asOf: moment),
                try style.announcement(of: moment, asOf: moment, caller: someone)
            )
        }
    }

    private static let numbers = [
        "+4930123456", "+15551234567", "+390612345678", "+35812345", "0301234567890", "112", "7", "*98",
        "#31#0791234567",
        "1001", "+0", "12345678901234567890123456789012", "0123456789*#",
    ]

    @Test(
        "every character of every number is heard in order and read in order, behind the date",
        arguments: try Fixtures.catalogs.get().languages)
    func everyDigit(language: LanguageTag) throws {
        let speaker = try Speaker()
        for number in Self.numbers {
            for clock in [ClockFormat.twelveHour, .twentyFourHour] {
                let (plain, full) = try speaker.announcements(number, language, clock)
                #expect(full.date == plain.date && full.time == plain.time)
                #expect(full.play.hasPrefix(plain.play + ","))
                let heard = full.clips.compactMap { clip -> Character? in
                    let name = clip.hasPrefix("digit/") ? clip.dropFirst("digit/".count) : ""
                    return ["plus": "+", "star": "*", "hash": "#"][name] ?? name.first
                }
                #expect(String(heard) == number)
                let words = full.text.dropFirst(plain.text.count)
                #expect(full.text.hasPrefix(plain.text))
                #expect(words.filter { "+*#0123456789".contains($0) } == number, "\(full.text)")
            }
        }
    }

    @Test(
        "an unknown caller is said to be one, with a clip of its own and no digit",
        arguments: try Fixtures.catalogs.get().languages)
    func unknown(language: LanguageTag) throws {
        let catalog = try #require(try Fixtures.catalogs.get()[language])
        let (plain, full) = try Speaker().announcements("anonymous", language)
        #expect(full.play == plain.play + ",caller/unknown")
        let words = try #require(catalog.clips["caller/unknown"])
        #expect(full.text.hasSuffix(words), "\(full.text)")
        #expect(!words.hasSuffix("."))
    }

    @Test(
        "every name that is played is a clip or a prompt of the language",
        arguments: try Fixtures.catalogs.get().languages)
    func names(language: LanguageTag) throws {
        let catalog = try #require(try Fixtures.catalogs.get()[language])
        let speaker = try Speaker()
        for caller in ["+1234567890*#", "private"] {
            for name in try speaker.announcements(caller, language).full.clips {
                #expect(catalog.clips[name] != nil || PromptID(name: name) != nil, "\(name)")
            }
        }
    }

    @Test(
        "no two digits of a language sound alike, and no text has two full stops",
        arguments: try Fixtures.catalogs.get().languages)
    func distinct(language: LanguageTag) throws {
        let catalog = try #require(try Fixtures.catalogs.get()[language])
        let digits = catalog.clips.filter { $0.key.hasPrefix("digit/") }
        #expect(digits.count == 13)
        #expect(Set(digits.values).count == 13)
        let speaker = try Speaker()
        for caller in ["1", "anonymous"] {
            let text = try speaker.announcements(caller, language).full.text
            #expect(!text.contains("..") && !text.contains("。。"), "\(text)")
        }
    }

    static let groups: [(language: String, number: String, written: String)] = [
        ("en-US", "+15551234567", "+1 555 123 4567"), ("en-US", "5551234567", "555 123 4567"),
        ("en-US", "15551234567", "1 555 123 4567"), ("en-US", "1234567", "123 4567"), ("en-US", "1001", "1001"),
        ("en-US", "911", "911"), ("en-US", "01149301234567", "0 114 930 123 4567"),
        ("fr-CA", "+14185551234", "+1 418 555 1234"),
        ("en-GB", "07700900123", "07700 900 123"), ("en-GB", "+447700900123", "+44 7700 900 123"),
        ("de-DE", "+4930123456", "+49 30 12 34 56"), ("de-DE", "+4915112345678", "+49 151 12 34 56 78"),
        ("de-DE", "015112345678", "0151 12 34 56 78"), ("de-DE", "030123456", "030 12 34 56"),
        ("fr-FR", "+33612345678", "+33 6 12 34 56 78"), ("fr-FR", "0612345678", "06 12 34 56 78"),
        ("nl-NL", "+31612345678", "+31 6 12 34 56 78"), ("da-DK", "+4512345678", "+45 12 34 56 78"),
        ("nb-NO", "91234567", "912 34 567"), ("sv-SE", "+46701234567", "+46 70 123 45 67"),
        ("fi-FI", "+358401234567", "+358 40 123 4567"), ("es-ES", "+34600123456", "+34 600 123 456"),
        ("es-419", "5512345678", "551 234 5678"), ("it-IT", "+393471234567", "+39 347 123 4567"),
        ("pt-PT", "+351912345678", "+351 912 345 678"), ("pt-BR", "+5511912345678", "+55 11 91234 5678"),
        ("pt-BR", "1134567890", "11 3456 7890"), ("cs-CZ", "+420601123456", "+420 601 123 456"),
        ("pl-PL", "601123456", "601 123 456"), ("hu-HU", "06301234567", "06 30 123 4567"),
        ("hu-HU", "+3611234567", "+36 1 123 4567"), ("ro-RO", "0721234567", "0721 234 567"),
        ("el-GR", "+306941234567", "+30 694 123 4567"), ("ru-RU", "+79121234567", "+7 912 123 45 67"),
        ("ru-RU", "89121234567", "8 912 123 45 67"), ("uk-UA", "+380501234567", "+380 50 123 45 67"),
        ("tr-TR", "+905321234567", "+90 532 123 45 67"), ("tr-TR", "05321234567", "0532 123 45 67"),
        ("ar", "+971501234567", "+971 50 123 4567"), ("he-IL", "0501234567", "050 123 4567"),
        ("fa-IR", "09121234567", "0912 123 4567"), ("hi-IN", "+919876543210", "+91 98765 43210"),
        ("bn", "01712345678", "01712 345 678"), ("id-ID", "+6281234567890", "+62 812 3456 7890"),
        ("ms-MY", "+60123456789", "+60 12 345 6789"), ("ms-MY", "01112345678", "011 1234 5678"),
        ("vi-VN", "0912345678", "0912 345 678"), ("ja-JP", "+819012345678", "+81 90 1234 5678"),
        ("ja-JP", "0312345678", "03 1234 5678"), ("ko-KR", "01012345678", "010 1234 5678"),
        ("zh-Hans", "+8613812345678", "+86 138 1234 5678"), ("zh-Hant-TW", "0912345678", "0912 345 678"),
        ("yue-Hant-HK", "+85291234567", "+852 9123 4567"),
        // The country's code is a group of its own in every language.
        ("de-DE", "+15551234567", "+1 55 51 23 45 67"), ("ja-JP", "+35812345678", "+358 1234 5678"),
        ("en-US", "+49", "+49"), ("en-US", "+4", "+4"), ("en-US", "+88216", "+882 16"),
        // Only digits are grouped.
        ("en-US", "*98", "*98"), ("en-US", "*675551234567", "*67 555 123 4567"),
        ("en-US", "#31#5551234567", "#31#555 123 4567"),
        ("en-US", "5551234567#12", "555 123 4567#12"), ("en-US", "+49*1", "+49*1"),
        ("en-US", "123456789012345", "12 345 678 901 2345"), ("hu-HU", "1234567890123", "12 34 56 789 0123"),
    ]

    @Test("digits are written together as the language says them")
    func grouping() throws {
        let speaker = try Speaker()
        for (language, number, written) in Self.groups {
            let (plain, full) = try speaker.announcements(number, try Fixtures.tag(language))
            let sentence = full.text.dropFirst(plain.text.count)
            #expect(sentence.hasSuffix(written), "\(language) \(number): \(sentence)")
            let before = sentence.dropLast(written.count).last
            #expect(before.map { "+*#0123456789".contains($0) } == false, "\(language) \(number): \(sentence)")
        }
    }

    static let sentences: [(language: String, caller: String, text: String, play: String)] = [
        (
            "en-US", "+15551234567", "Monday, November 23, 2026 at 9:45 PM. Message from +1 555 123 4567",
            "message-from,digit/plus,digit/1,digit/5,digit/5,digit/5,digit/1,digit/2,digit/3,digit/4,digit/5,digit/6,digit/7"
        ),
        ("en-US", "unknown", "Monday, November 23, 2026 at 9:45 PM. Unknown caller", "caller/unknown"),
        ("zh-Hans", "*1", "。留言来自：*1", "message-from,digit/star,digit/1"),
        ("ja-JP", "1#", "。発信者、1#", "message-from,digit/1,digit/hash"),
        // The full stop of the abbreviation is that of the sentence.
        ("es-ES", "112", "m. Mensaje de 112", "message-from,digit/1,digit/1,digit/2"),
    ]

    @Test("whole sentences")
    func examples() throws {
        let speaker = try Speaker()
        for (language, caller, text, play) in Self.sentences {
            let full = try speaker.announcements(caller, try Fixtures.tag(language)).full
            #expect(full.text.hasSuffix(text), "\(full.text)")
            #expect(full.play.hasSuffix("," + play), "\(full.play)")
        }
    }

    @Test("RELATIVE says today or yesterday, and the caller all the same")
    func relative() throws {
        let formatter = try Fixtures.makeFormatter()
        let moment = try Fixtures.moment(Self.moment)
        let style = try #require(try formatter.style(language: Fixtures.tag("en-US"), clock: .twelveHour, zone: .utc))
        let announcement = try style.announcement(
            of: moment, asOf: moment, isRelative: true, caller: MessageCaller("1001"))
        #expect(announcement.text == "today at 9:45 PM. Message from 1001")
        #expect(announcement.play.hasPrefix("today,at,"))
        #expect(announcement.play.hasSuffix(",message-from,digit/1,digit/0,digit/0,digit/1"))
    }

    @Test(
        "with a sound pack, each clip is played by its names",
        arguments: try Fixtures.catalogs.get().languages)
    func pack(language: LanguageTag) throws {
        let catalogs = try Fixtures.catalogsWithPack.get()
        let names = try #require(catalogs.playNames(of: language))
        let (plain, packing) = (try Speaker(), try Speaker(catalogs))
        for caller in ["+1234567890*#", "anonymous"] {
            let clips = try plain.announcements(caller, language).full.clips
            let packed = try packing.announcements(caller, language).full
            let play = clips.map { clip in PromptID(name: clip).map(names.prompt) ?? names.clip(clip) }
            #expect(packed.play == play.filter { !$0.isEmpty }.joined(separator: ","))
        }
    }

    @Test("the pack's own recordings say a number where it has them")
    func packExample() throws {
        let speaker = try Speaker(try Fixtures.catalogsWithPack.get())
        let full = try speaker.announcements("+10*", try Fixtures.tag("en-US")).full
        #expect(full.play.hasSuffix(",vm-message,vm-from,letters/plus,digits/1,digits/0,digits/star"), "\(full.play)")
    }
}
