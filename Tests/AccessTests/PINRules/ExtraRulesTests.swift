import Access
import Testing
import VoicemailModel

@Suite("Extra PIN rules", .timeLimit(.minutes(5)))
struct ExtraRulesTests {
    typealias Rule = PINPolicyViolation.Rule

    private static let strict = PINPolicy(extraRules: PINPolicy.Profile.strict.rules)

    /// A rule alone, a PIN that it refuses, and where.
    static let refused: [(PINPolicy.ExtraRule, String, Int)] = [
        (.distinct, "121122", 1), (.distinct, "0010011001", 1), (.distinct, "998899", 1),
        (.groups, "121212", 1), (.groups, "408408", 1), (.groups, "12341234", 1), (.groups, "8274482744", 1),
        (.groups, "4084084", 1), (.groups, "1212121", 1),
        (.keypad, "147258", 1), (.keypad, "159753", 1), (.keypad, "963852", 1), (.keypad, "258000", 1),
        (.keypad, "402580", 3), (.keypad, "085961", 1), (.keypad, "846357", 4), (.keypad, "8462741", 5),
        (.dates, "241190", 1), (.dates, "112490", 1), (.dates, "901124", 1), (.dates, "290200", 1),
        (.dates, "290204", 1), (.dates, "310770", 1), (.dates, "051985", 1), (.dates, "198505", 1),
        (.dates, "24111990", 1), (.dates, "11241990", 1), (.dates, "19901124", 1), (.dates, "29022000", 1),
    ]

    @Test("a rule that is configured refuses what breaks it, and says where", arguments: refused)
    func refuses(rule: PINPolicy.ExtraRule, pin: String, position: Int) throws {
        let named = try #require(Rule(rawValue: rule.rawValue))
        let violation = PINPolicy(extraRules: [rule]).violation(of: SecretBytes(pin))
        // A rule that always applies goes before it.
        if PINPolicy().violation(of: SecretBytes(pin)) == nil {
            #expect(violation == PINPolicyViolation(rule: named, position: position))
        } else {
            #expect(violation == PINPolicy().violation(of: SecretBytes(pin)))
        }
    }

    @Test(
        "a rule accepts what only comes near",
        arguments: [
            (.distinct, "121421"), (.groups, "121213"), (.groups, "408409"), (.groups, "1421422142"),
            (.keypad, "137913"), (.keypad, "148269"), (.keypad, "170480"), (.keypad, "072094"), (.keypad, "183729"),
            (.dates, "320190"), (.dates, "290299"), (.dates, "310470"), (.dates, "001985"), (.dates, "219950"),
            (.dates, "24112190"), (.dates, "24101890"), (.dates, "2410199"), (.dates, "31041990"), (.dates, "29021900"),
            (.dates, "1924101990"),
        ] as [(PINPolicy.ExtraRule, String)])
    func accepts(rule: PINPolicy.ExtraRule, pin: String) {
        #expect(PINPolicy(extraRules: [rule]).violation(of: SecretBytes(pin)) == nil)
    }

    @Test(
        "the mailbox's number, or it backwards, is not in the PIN, nor the PIN in it",
        arguments: [
            ("1001", "931001", 3), ("1001@acme", "100184", 1), ("302", "930284", 2), ("302", "920384", 2),
            ("4930178264", "301782", 1), ("4930178264", "287103", 1), ("+14165280162", "416528", 1),
            ("846273", "846273", 1), ("846273", "372648", 1), ("2049", "92049402", 2),
        ])
    func mailboxNumber(mailbox: String, pin: String, position: Int) throws {
        let id = try #require(MailboxID(mailbox))
        let policy = PINPolicy(extraRules: [.mailboxNumber])
        let broken = policy.violation(of: SecretBytes(pin), for: id)
        let standing = PINPolicy().violation(of: SecretBytes(pin))
        #expect(broken == standing ?? PINPolicyViolation(rule: .mailboxNumber, position: position))
        #expect(policy.violation(of: SecretBytes(pin)) == standing, "without a mailbox there is no number")
    }

    @Test(
        "a number of two digits, one with other characters and another number are no matter",
        arguments: [("42", "842642"), ("anna", "846273"), ("*98", "846298"), ("1002", "931001"), ("555a", "946555")])
    func otherNumbers(mailbox: String, pin: String) throws {
        let id = try #require(MailboxID(mailbox))
        let policy = PINPolicy(extraRules: [.mailboxNumber])
        #expect(policy.violation(of: SecretBytes(pin), for: id) == PINPolicy().violation(of: SecretBytes(pin)))
    }

    @Test("of several rules broken, the first in their order is named, those that always apply before all")
    func order() throws {
        let id = try #require(MailboxID("121212"))
        #expect(Self.strict.violation(of: SecretBytes("121212"), for: id)?.rule == .distinct)
        #expect(Self.strict.violation(of: SecretBytes("147147"), for: id)?.rule == .groups)
        #expect(Self.strict.violation(of: SecretBytes("147258"), for: id)?.rule == .keypad)
        #expect(Self.strict.violation(of: SecretBytes("111147"), for: id)?.rule == .repeated)
        #expect(Self.strict.violation(of: SecretBytes("123147"), for: id)?.rule == .sequential)
        let names = Rule.allCases.map(\.rawValue)
        let extra = PINPolicy.ExtraRule.allCases.map(\.rawValue)
        #expect(names.filter { extra.contains($0) } == extra)
        #expect(PINPolicy(extraRules: PINPolicy.Profile.standard.rules) == PINPolicy())
    }

    @Test(
        "of the PINs of six digits as many pass as another program has counted: what strict costs, in docs/protocol.md")
    func counts() throws {
        let id = try #require(MailboxID("1001"))
        #expect(SixDigits.count { Self.strict.violation(of: $0) == nil } == 783_346)
        #expect(SixDigits.count { Self.strict.violation(of: $0, for: id) == nil } == 783_269)
        for (rule, refused) in [
            (PINPolicy.ExtraRule.distinct, 1170), (.groups, 1032), (.keypad, 45_100), (.dates, 76_388),
        ] {
            let policy = PINPolicy(extraRules: [rule])
            #expect(SixDigits.count { policy.violation(of: $0) == nil } == 904_728 - refused, "\(rule)")
        }
    }

    /// The standard policy draws evenly, from its own test; of its draws the strict one keeps those that it accepts, and
    /// changes nothing about how often each comes.
    @Test("with every rule, generated PINs are those draws of the standard policy that pass: none is likelier")
    func generated() throws {
        let id = try #require(MailboxID("1001"))
        let policy = PINPolicy(
            extraRules: PINPolicy.Profile.strict.rules, blocklist: try PINBlocklist(Array("846273\n".utf8)))
        var (generator, standard) = (SplitMix(state: 11), SplitMix(state: 11))
        for _ in 0..<2000 {
            let pin = policy.makePIN(for: id, using: &generator)
            #expect(policy.violation(of: pin.secret, for: id) == nil)
            var expected: PIN
            repeat {
                expected = PINPolicy().makePIN(using: &standard)
            } while policy.violation(of: expected.secret, for: id) != nil
            let isSame = pin.secret.withUnsafeBytes { mine in
                expected.secret.withUnsafeBytes { mine.elementsEqual($0) }
            }
            #expect(isSame)
        }
    }

    @Test("every rule has a sentence and a prompt, and its name is one on the wire", arguments: Rule.allCases)
    func texts(rule: Rule) {
        let violation = PINPolicyViolation(rule: rule)
        #expect(violation.sentence.count > 15)
        #expect(violation.prompt.hasPrefix("pin-rejected-"))
        #expect(rule.rawValue.allSatisfy { $0.isLowercase || $0 == "_" })
    }
}
