import Access
import Testing
import VoicemailModel

@Suite("The blocklist", .timeLimit(.minutes(5)))
struct PINBlocklistTests {
    private func list(_ text: String) throws -> PINBlocklist {
        try PINBlocklist(Array(text.utf8))
    }

    @Test("PINs on lines, comments, blank lines and both line ends are read")
    func read() throws {
        let list = try list("# the common ones\n846273\r\n\n  0846273\t# seen in 2019\n9876501234")
        #expect(list.count == 3)
        let policy = PINPolicy(blocklist: list)
        for pin in ["846273", "0846273", "9876501234"] {
            let rule = PINPolicy().violation(of: SecretBytes(pin)) ?? PINPolicyViolation(rule: .blocklist)
            #expect(policy.violation(of: SecretBytes(pin)) == rule)
        }
        for pin in ["846274", "84627300", "008462", "935147"] {
            #expect(policy.violation(of: SecretBytes(pin)) == PINPolicy().violation(of: SecretBytes(pin)))
        }
    }

    @Test("an empty list refuses nothing")
    func empty() throws {
        #expect(try list("").count == 0)
        #expect(PINPolicy(blocklist: try list("# nothing\n")).violation(of: SecretBytes("846273")) == nil)
    }

    @Test(
        "a line that is not a PIN is refused with its number",
        arguments: [
            ("12345", 1), ("846273\n12345678901\n", 2), ("846273 935147", 1), ("\n\n84627x", 3), ("８４６２７３", 1),
            ("# 1\n846273,5\n", 2), ("84627\r3", 1), ("846273\n\u{0}", 2),
        ])
    func badLines(text: String, line: Int) {
        let error = #expect(throws: PINBlocklist.LineError.self) { try list(text) }
        #expect(error?.line == line)
    }
}
