import Announcements
import Prompts
import Testing
import VoicemailModel

/// `text` and `play` of a number of messages name that number, in every language.
@Suite(.timeLimit(.minutes(5)))
struct CountAgreementTests {
    private let formatter: AnnouncementFormatter

    init() throws {
        formatter = try Fixtures.makeFormatter()
    }

    @Test(
        "every number from 0 to 999 has one text and one list of clips, and both name the same number",
        arguments: try Fixtures.catalogs.get().languages)
    func everyNumber(language: LanguageTag) throws {
        let catalog = try #require(try Fixtures.catalogs.get()[language])
        let speaker = try formatter.counts(in: language)
        let rule = try #require(PluralRule(language))
        var texts: Set<String> = []
        var plays: Set<String> = []
        for count in Limits.messageCount {
            for counts in [MessageCounts(new: count, saved: nil), MessageCounts(new: 0, saved: count)] {
                let announcement = speaker.announcement(of: try #require(counts))
                texts.insert(announcement.text)
                plays.insert(announcement.play)
                guard count > 0 else { continue }
                #expect(try Self.heard(announcement, catalog) == Self.letters(announcement.text))
                let named = try Self.numbers(announcement.clips)
                if named.isEmpty {
                    // A dual, or a singular, that says its number by itself: it must be that of one number only.
                    let category = rule.category(of: count)
                    #expect(Limits.messageCount.filter { $0 > 0 && rule.category(of: $0) == category } == [count])
                } else {
                    #expect(named == [count], "\(announcement.play)")
                }
            }
        }
        #expect(texts.count == 2000)
        #expect(plays.count == 2000)
    }

    @Test(
        "new and saved messages are said in their order, and those that there are none of are not said",
        arguments: try Fixtures.catalogs.get().languages)
    func both(language: LanguageTag) throws {
        let catalog = try #require(try Fixtures.catalogs.get()[language])
        let speaker = try formatter.counts(in: language)
        let numbers = [1, 2, 3, 4, 5, 11, 12, 19, 20, 21, 22, 25, 100, 101, 102, 103, 111, 200, 999]
        for new in numbers {
            let alone = speaker.announcement(of: try #require(MessageCounts(new: new, saved: nil)))
            #expect(speaker.announcement(of: try #require(MessageCounts(new: new, saved: 0))) == alone)
            for saved in numbers {
                let announcement = speaker.announcement(of: try #require(MessageCounts(new: new, saved: saved)))
                #expect(try Self.heard(announcement, catalog) == Self.letters(announcement.text))
                let ofSaved = speaker.announcement(of: try #require(MessageCounts(new: 0, saved: saved)))
                let expected = try Self.numbers(alone.clips) + Self.numbers(ofSaved.clips)
                #expect(try Self.numbers(announcement.clips) == expected, "\(announcement.play)")
            }
        }
    }

    @Test("no messages are a prompt, which is played as a clip", arguments: try Fixtures.catalogs.get().languages)
    func none(language: LanguageTag) throws {
        let catalog = try #require(try Fixtures.catalogs.get()[language])
        let speaker = try formatter.counts(in: language)
        let none = speaker.announcement(of: try #require(MessageCounts(new: 0, saved: 0)))
        #expect([none.text, none.play] == [catalog.prompt(.noMessages).text, "no-messages"])
        let noneNew = speaker.announcement(of: try #require(MessageCounts(new: 0, saved: nil)))
        #expect([noneNew.text, noneNew.play] == [catalog.prompt(.noNewMessages).text, "no-new-messages"])
    }

    @Test("what is said of a few numbers, in languages that count in different ways", arguments: sentences)
    func examples(_ example: Example) throws {
        let speaker = try formatter.counts(in: try Fixtures.tag(example.language))
        let counts = try #require(MessageCounts(new: example.new, saved: example.saved))
        #expect(speaker.announcement(of: counts).text == example.text)
    }

    struct Example: Sendable {
        let language: String
        let new: Int
        let saved: Int?
        let text: String

        init(_ language: String, _ new: Int, _ saved: Int?, _ text: String) {
            self.language = language
            self.new = new
            self.saved = saved
            self.text = text
        }
    }

    static let sentences = [
        Example("es-419", 3, 1, "Tiene tres mensajes nuevos y un mensaje guardado."),
        Example("es-419", 100, 101, "Tiene cien mensajes nuevos y ciento un mensajes guardados."),
        Example("en-US", 1, nil, "You have one new message."),
        Example("en-US", 234, nil, "You have two hundred thirty-four new messages."),
        Example("en-GB", 234, nil, "You have two hundred and thirty-four new messages."),
        Example("de-DE", 0, 234, "Sie haben zweihundertvierunddreißig gespeicherte Nachrichten."),
        Example("pt-BR", 22, 1, "Você tem vinte e duas novas mensagens e uma mensagem salva."),
        Example("it-IT", 1, 2, "Ci sono un nuovo messaggio e due messaggi salvati."),
        Example("it-IT", 1, nil, "C’è un nuovo messaggio."),
        Example("ru-RU", 21, 3, "У вас двадцать одно новое сообщение и три сохранённых сообщения."),
        Example("pl-PL", 101, nil, "Jest sto jeden nowych wiadomości."),
        Example("hu-HU", 2, 12, "Két új üzenete és tizenkét mentett üzenete van."),
        Example("tr-TR", 2, nil, "İki yeni mesajınız var."),
        Example("el-GR", 3, nil, "Έχετε τρία νέα μηνύματα."),
        Example("ar", 2, 1, "لديكم رسالتان جديدتان ورسالة محفوظة واحدة."),
        Example("ar", 103, 11, "لديكم مئة وثلاث رسائل جديدة وإحدى عشرة رسالة محفوظة."),
        Example("he-IL", 2, 101, "יש לכם שתי הודעות חדשות וגם מאה ואחת הודעות שמורות."),
        Example("ja-JP", 3, 1, "新しいメッセージが三件、保存されたメッセージが一件あります。"),
        Example("ko-KR", 20, nil, "새로운 메시지가 스무 개 있습니다."),
        Example("zh-Hans", 2, 110, "您有两条新留言和一百一十条已保存的留言。"),
        Example("zh-Hant-TW", 105, nil, "您有一百零五則新留言。"),
    ]

    // MARK: Reading what was said

    /// The letters of what a caller hears, without spaces and in small letters.
    private static func heard(_ announcement: CountAnnouncement, _ catalog: PromptCatalog) throws -> String {
        letters(try announcement.clips.map { try #require(catalog.clips[$0], "no clip \($0)") }.joined())
    }

    private static func letters(_ text: String) -> String {
        // The dot of Turkish's İ is a letter of its own in small letters.
        text.replacing("İ", with: "i").lowercased().filter { $0.isLetter || $0.isNumber }
    }

    /// The numbers that clips name, as somebody would who only knows the families.
    private static func numbers(_ clips: [String]) throws -> [Int] {
        var numbers: [Int] = []
        var hundreds: Int?
        for (index, clip) in clips.enumerated() {
            let parts = clip.split(separator: "/")
            guard parts.count == 2, let number = Int(parts[1]) else {
                try #require(hundreds == nil, "something is said between a hundred and its rest: \(clips)")
                continue
            }
            switch parts[0] {
            case "number" where hundreds == nil: numbers.append(number)
            case "number", "rest":
                numbers.append((try #require(hundreds) * 100) + number)
                hundreds = nil
            case "hundred-and": hundreds = number
            case "hundred":
                // Where the language has no other form, a number may follow.
                let next = clips.dropFirst(index + 1).first ?? ""
                if next.hasPrefix("number/") || next.hasPrefix("rest/") {
                    hundreds = number
                } else {
                    numbers.append(number * 100)
                }
            default: Issue.record("\(clip) is no part of a number")
            }
        }
        return numbers
    }
}
