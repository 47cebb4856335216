import Testing
import VoicemailModel
import Wire

/// `ANNOUNCE … CALLER number`.
@Suite(.timeLimit(.minutes(1)))
struct CallerOptionTests {
    @Test(
        "CALLER stands behind the zone, before RELATIVE or behind it",
        arguments: [
            ("ANNOUNCE 0 FOR 1001 CALLER +4930123456", "announce(0, for 1001, caller +4930123456)"),
            ("ANNOUNCE 0 FOR 1001 RELATIVE CALLER *98", "announce(0, for 1001, relative, caller *98)"),
            ("ANNOUNCE 0 FOR 1001 caller #31#5 relative", "announce(0, for 1001, relative, caller #31#5)"),
            ("ANNOUNCE 0 IN de CLOCK 24 CALLER 0", "announce(0, in de, 24_HOUR_CLOCK, -, caller 0)"),
            (
                "ANNOUNCE 0 IN de CLOCK 24 ZONE UTC RELATIVE CALLER 1001",
                "announce(0, in de, 24_HOUR_CLOCK, UTC, relative, caller 1001)"
            ),
            (
                "ANNOUNCE 0 IN de CLOCK 12 CALLER 1001 RELATIVE",
                "announce(0, in de, 12_HOUR_CLOCK, -, relative, caller 1001)"
            ),
            (
                "ANNOUNCE 0 FOR 1001 CALLER " + String(repeating: "9", count: 32),
                "announce(0, for 1001, caller \(String(repeating: "9", count: 32)))"
            ),
        ])
    func places(request: String, meaning: String) {
        #expect(decode(request + "\n") == [meaning])
    }

    @Test(
        "what stands for a number that is not shown is an unknown caller, in any letter case",
        arguments: [
            "anonymous", "Anonymous", "ANONYMOUS", "private", "restricted", "unavailable", "Unknown", "withheld",
            "\"\"", "''",
        ])
    func withheld(word: String) {
        #expect(decode("ANNOUNCE 0 FOR 1001 CALLER \(word)\n") == ["announce(0, for 1001, caller withheld)"])
    }

    @Test("nothing at all is an unknown caller in the array form, too")
    func nothingInAnArray() {
        let words = ["ANNOUNCE", "0", "FOR", "1001", "CALLER", ""].map { Array($0.utf8) }
        let bytes =
            Array("*\(words.count)\r\n".utf8) + words.flatMap { Array("$\($0.count)\r\n".utf8) + $0 + [13, 10] }
        #expect(decode([bytes]) == ["announce(0, for 1001, caller withheld)"])
    }

    @Test(
        "everything else is refused, and nothing of it is said again",
        arguments: [
            "alice", "0301234x", String(repeating: "4", count: 40), "+" + String(repeating: "4", count: 33), "+",
            "++49",
            "49+30", "+*98", "030-1234", "\"030 1234\"", "(030)", "sip:8462730@pbx.example", "tel:8462730",
            "8462730@acme",
            "٠٣٠", "０３０", "\"8462730\\n\"", "\"\\xff\"", "anonymous1", "-8462730", "8462730,8462730", "\" \"",
        ])
    func refused(caller: String) throws {
        for request in [
            "ANNOUNCE 0 FOR 1001 CALLER \(caller)\n", "ANNOUNCE 0 IN de CLOCK 24 CALLER \(caller) RELATIVE\n",
        ] {
            let results = decode(request)
            let result = try #require(results.first)
            #expect(results.count == 1)
            #expect(result.hasPrefix("-BADVALUE field=caller "), "\(result)")
            #expect(!result.contains("8462730") && !result.contains("alice"))
        }
    }

    @Test(
        "CALLER needs a number, and neither it nor RELATIVE comes twice",
        arguments: [
            "ANNOUNCE 0 FOR 1001 CALLER", "ANNOUNCE 0 FOR 1001 RELATIVE CALLER",
            "ANNOUNCE 0 FOR 1001 CALLER 1 CALLER 2",
            "ANNOUNCE 0 FOR 1001 RELATIVE RELATIVE", "ANNOUNCE 0 FOR 1001 RELATIVE CALLER 1 RELATIVE",
            "ANNOUNCE 0 IN de CLOCK 24 CALLER 1 ZONE UTC", "ANNOUNCE 0 IN de CALLER 1", "ANNOUNCE 0 CALLER 1",
            "ANNOUNCE 0 FOR 1001 FROM 1",
        ])
    func misplaced(request: String) {
        #expect(decode(request + "\n") == ["-SYNTAX usage: \(Command.announce.manual.usage)"])
    }

    @Test("a number does not describe itself, as descriptions end in logs")
    func silent() throws {
        let caller = try #require(MessageCaller("+4930123456"))
        for text in ["\(caller)", String(reflecting: caller), String(describing: [caller])] {
            #expect(!text.contains("4930"), "\(text)")
        }
        var dumped = ""
        dump(caller, to: &dumped)
        #expect(!dumped.contains("4930"), "\(dumped)")
    }
}
