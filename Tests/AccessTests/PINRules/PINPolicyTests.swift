import Access
import Testing
import VoicemailModel

@Suite("PIN policy", .timeLimit(.minutes(5)))
struct PINPolicyTests {
    private let policy = PINPolicy()

    @Test(
        "a PIN that breaks a rule is refused with the first rule broken and its place",
        arguments: [
            ("12a456", .digits, 3), ("a", .digits, 1), ("84627３", .digits, 6), ("846 273", .digits, 4),
            ("", .length, 1), ("13579", .length, 6), ("13579135791", .length, 11), ("11111", .length, 6),
            ("911125", .repeated, 2), ("222847", .repeated, 1), ("848222", .repeated, 4), ("123444", .repeated, 4),
            ("501274", .sequential, 2), ("501284", .sequential, 2), ("847890", .sequential, 3),
            ("987250", .sequential, 1), ("135210", .sequential, 4), ("012468", .sequential, 1),
        ] as [(String, PINPolicyViolation.Rule, Int)])
    func refused(pin: String, rule: PINPolicyViolation.Rule, position: Int) {
        #expect(policy.violation(of: SecretBytes(pin)) == PINPolicyViolation(rule: rule, position: position))
    }

    @Test(
        "a PIN that breaks no rule is accepted, also one that only looks weak",
        arguments: ["846273", "121212", "908172", "1357924680", "890246", "112233", "246802", "901901"])
    func accepted(pin: String) {
        #expect(policy.violation(of: SecretBytes(pin)) == nil)
    }

    @Test("904,728 six-digit PINs pass, as counted by another program")
    func countsOfSixDigits() {
        #expect(SixDigits.count { policy.violation(of: $0) == nil } == 904_728)
    }

    @Test("generated PINs pass the policy, differ, and are of every length in proportion")
    func generated() {
        var generator = SplitMix(state: 7)
        var lengths: [Int: Int] = [:]
        var seen: Set<[UInt8]> = []
        for _ in 0..<2000 {
            let pin = policy.makePIN(using: &generator)
            #expect(policy.violation(of: pin.secret) == nil)
            lengths[pin.secret.count, default: 0] += 1
            seen.insert(pin.secret.withUnsafeBytes { Array($0) })
        }
        #expect(seen.count > 1990)
        #expect((1700...1900).contains(lengths[10, default: 0]), "nine of ten have ten digits: \(lengths)")
        #expect(lengths[9, default: 0] > 100)
    }
}
