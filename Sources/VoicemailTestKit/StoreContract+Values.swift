public import VoicemailModel

/// Values that the checks write: of each kind the plain one, and those at the ends of what there can be.
extension StoreContract {
    static let one = MailboxID("1001")!
    static let other = MailboxID("1002")!
    static let source = Source("+15550100")!

    static func id(_ number: Int) -> MailboxID { MailboxID("\(number)")! }

    static let hash = "$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA"

    static let plain = Mailbox(settings: MailboxSettings(), pin: nil)
    static let full = Mailbox(
        settings: MailboxSettings(
            requiresPIN: false, language: LanguageTag("fr-CA"), clock: .twentyFourHour, notifies: true,
            timeZone: TimeZoneName("America/Toronto"), email: EmailAddress("a@example.com")),
        pin: PINRecord(
            encodedHash: hash, mustChange: true, setAt: UnixTime(milliseconds: 1_795_443_420_123), origin: .reset,
            version: 7, earlierHashes: ["$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$b25l", "nonsense"]))

    /// Each differs from the one before in few fields, so that one that is not written shows.
    static var mailboxes: [Mailbox] {
        var mailboxes = [plain, full]
        func add(_ change: (inout Mailbox) -> Void) {
            var mailbox = full
            change(&mailbox)
            mailboxes += [mailbox, full]
        }
        add { $0.settings.requiresPIN = true }
        for clock in ClockFormat.allCases { add { $0.settings.clock = clock } }
        add { $0.settings.notifies = false }
        add { $0.settings.language = nil }
        add { $0.settings.timeZone = nil }
        add { $0.settings.email = nil }
        add { $0.settings.language = LanguageTag("zh-Hant-TW") }
        add { $0.pin?.mustChange = false }
        for origin in PINRecord.Origin.allCases { add { $0.pin?.origin = origin } }
        for time in [0, -1, 1] { add { $0.pin?.setAt = UnixTime(milliseconds: Int64(time)) } }
        for version in [1, 2, Int64.max] { add { $0.pin?.version = version } }
        for earlier in [[], ["a"], ["b", "a"], ["a", "b"], (0..<Limits.pinHistory.upperBound).map { "\($0)" }] {
            add { $0.pin?.earlierHashes = earlier }
        }
        add { $0.pin?.rehash(as: "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA") }
        // Hashing knows a good string from a bad one; the store does not look.
        add { $0.pin?.rehash(as: "no hash") }
        add { $0.pin = nil }
        return mailboxes + [plain]
    }

    static let names = [
        "1001", "1001@acme", "1001@Acme", "a", "A", "*97", "+1", String(repeating: "9", count: 32),
        "1@" + String(repeating: "c", count: 64),
    ].map { MailboxID($0)! }

    static let attempts: [AttemptRecord] = [
        AttemptRecord(failures: 1, lock: .open), AttemptRecord(failures: 99, lock: .open),
        AttemptRecord(failures: 5, lock: .until(UnixTime(milliseconds: 1_795_443_420_123))),
        AttemptRecord(failures: 0, lock: .until(UnixTime(milliseconds: 0))),
        AttemptRecord(failures: 5, lock: .until(UnixTime(milliseconds: -1))),
        AttemptRecord(failures: 100, lock: .forever), AttemptRecord(failures: 0, lock: .forever),
        AttemptRecord(failures: Int(Int32.max), lock: .open), .clear,
    ]

    static func failures(_ count: Int) -> AttemptRecord { AttemptRecord(failures: count, lock: .open) }

    static func reservation(
        _ number: UInt64, node: String = "", pinVersion: Int64 = 1, until: UnixTime = start.adding(seconds: 30),
        source: Source? = nil
    ) -> Reservation {
        Reservation(
            id: AttemptID(node: node, number: number), pinVersion: pinVersion, until: until, source: source)
    }

    /// Where the clock of a store under test begins, and its calendar, which is elsewhere.
    public static let start = UnixTime(milliseconds: 1_795_443_420_123)
    public static let calendarStart = UnixTime(milliseconds: 1_796_000_000_456)

    static func event(_ kind: AuditEvent.Kind, _ outcome: AuditEvent.Outcome, of id: MailboxID? = one) -> AuditEvent {
        AuditEvent(time: calendarStart, kind: kind, outcome: outcome, mailbox: id)
    }

    static let standards = MailboxStandards(
        now: start, permanentAfter: 100, oldestPIN: nil, defaultLanguage: LanguageTag("en-US")!)
}

extension StoreUnderTest {
    /// The mailbox as the store is given it.
    func kept(_ mailbox: Mailbox, of id: MailboxID) -> Mailbox {
        Mailbox(settings: mailbox.settings, pin: mailbox.pin.map { kept($0, of: id) })
    }
}
