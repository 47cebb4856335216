import Access
import VoicemailModel
import VoicemailTestKit

/// A ledger at a time, and attempts on it in few words.
struct TestLedger {
    static let start = UnixTime(seconds: 1_795_443_420)

    var rows = LedgerModel()
    var rules = AccessRules()
    var now = start
    /// What the calendar says, which is not what lockouts go by.
    var calendar: UnixTime { now.adding(seconds: 7200) }

    private var time: StoreTime { StoreTime(now: now, calendar: calendar) }

    init(_ rules: AccessRules = AccessRules(), failures: Int = 0, lock: AttemptRecord.Lock = .open) {
        self.rules = rules
        rows.mailboxes[.box] = Mailbox(settings: MailboxSettings(), pin: .old)
        rows.set(AttemptRecord(failures: failures, lock: lock), of: .box)
    }

    func record(_ mailbox: MailboxID = .box) -> AttemptRecord { rows.stored(mailbox).attempts }

    func out(on mailbox: MailboxID = .box) -> [UInt64] { (rows.reservations[mailbox] ?? []).map(\.id.number) }

    /// The whole seconds from now.
    func lock(_ seconds: Int64) -> AttemptRecord.Lock { .until(now.adding(seconds: seconds)) }

    static func facts(
        _ kind: AuditEvent.Kind = .verify, on mailbox: MailboxID = .box, from source: Source? = nil,
        breaksStandingRule: Bool = false
    ) -> AttemptFacts {
        AttemptFacts(
            kind: kind,
            subject: AuditSubject(mailbox: mailbox, source: source, client: "frontend", connection: 7, request: 8),
            breaksStandingRule: breaksStandingRule)
    }

    mutating func reserve(
        _ number: UInt64, on mailbox: MailboxID = .box, from source: Source? = nil, node: String = "a",
        kind: AuditEvent.Kind = .verify, seconds: Int64 = 5
    ) -> ReserveDecision {
        let (rules, until) = (rules, now.adding(seconds: seconds))
        return rows.transact(LedgerScope(mailbox, sources: [source].compactMap { $0 }), at: time) { rows in
            rows.reserve(
                AttemptID(node: node, number: number), until: until, Self.facts(kind, on: mailbox, from: source),
                by: rules)
        }.decision
    }

    mutating func settle(
        _ number: UInt64, _ finding: AttemptFinding = .mismatched(hadExpiredPIN: false), on mailbox: MailboxID = .box,
        node: String = "a", _ facts: AttemptFacts? = nil
    ) -> SettleDecision {
        let (rules, facts) = (rules, facts ?? Self.facts(on: mailbox))
        let scope = LedgerScope(mailbox, sources: [facts.subject.source].compactMap { $0 })
        return rows.transact(scope, at: time) { rows in
            rows.settle(
                AttemptID(node: node, number: number), finding, facts, by: rules,
                keeping: .remembering(rules.rememberedPINs))
        }.decision
    }

    mutating func release(_ numbers: Set<UInt64>, on mailbox: MailboxID = .box, node: String = "a") {
        _ = rows.transact(LedgerScope(mailbox), at: time) { rows in
            rows.release(Set(numbers.map { AttemptID(node: node, number: $0) }))
        }
    }

    mutating func access(
        _ mailbox: MailboxID = .box, from source: Source? = nil, isTrusted: Bool = false
    ) -> AccessDecision {
        rule(mailbox, from: source, isTrusted: isTrusted).decision
    }

    mutating func rule(
        _ mailbox: MailboxID = .box, from source: Source? = nil, isTrusted: Bool = false
    ) -> AccessRuling {
        let rules = rules
        return rows.transact(LedgerScope(mailbox, sources: [source].compactMap { $0 }), at: time) { rows in
            rows.access(Self.facts(on: mailbox, from: source).subject, isTrusted: isTrusted, by: rules)
        }.decision
    }

    @discardableResult
    mutating func administer(
        _ kind: AuditEvent.Kind, clearsFailures: Bool = false, replacesPIN: Bool = false, on mailbox: MailboxID = .box,
        _ change: @escaping @Sendable (Mailbox?) -> AdministeredMailbox
    ) -> AdministeredMailbox.Objection? {
        let rules = rules
        let administration = Administration(
            audit: Self.facts(on: mailbox).subject.event(kind, .done, at: UnixTime(seconds: 0)),
            clearsFailures: clearsFailures, replacesPIN: replacesPIN, change: change)
        return rows.transact(LedgerScope(mailbox), at: time) { rows in
            rows.administer(administration, by: rules, keeping: .remembering(0))
        }.decision
    }

    /// An admin's RESET.
    mutating func reset(_ hash: String = "reset", on mailbox: MailboxID = .box) {
        let now = now
        administer(.reset, clearsFailures: true, replacesPIN: true, on: mailbox) { mailbox in
            guard var mailbox else { return .refused(.noMailbox) }
            mailbox.pin = PINRecord(encodedHash: hash, mustChange: true, setAt: now, origin: .reset)
            return .put(mailbox)
        }
    }

    mutating func clear(_ source: Source) {
        _ = rows.transact(LedgerScope(nil, sources: [source]), at: time) { rows in
            rows.clearSources(AuditSubject(source: source).event(.unlock, .done, at: UnixTime(seconds: 0)))
        }
    }
}

extension AttemptFinding {
    static let right = AttemptFinding.matched(newHash: nil, replacesPIN: false, violation: nil)
    static let changed = AttemptFinding.matched(newHash: "new", replacesPIN: true, violation: nil)
}

extension PINRecord {
    static let old = PINRecord(encodedHash: "old", mustChange: false)
}

extension PINKeeping {
    /// Hashes that are not sealed.
    static func remembering(_ count: Int) -> PINKeeping {
        PINKeeping(
            following: { former, new in
                new.following(former, formerHash: former?.encodedHash, remembering: count)
            },
            stored: { $0 })
    }
}

extension MailboxID {
    static let box = MailboxID("1001")!
    static let other = MailboxID("1002")!
    static let unknown = MailboxID("9999")!
}

extension Source {
    static let caller = Source("+15550100")!
    static let stranger = Source("+15550199")!
}
