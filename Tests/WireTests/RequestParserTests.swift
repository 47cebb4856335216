import Testing
import VoicemailModel
import Wire

@Suite(.timeLimit(.minutes(1)))
struct RequestParserTests {
    static let forms: [(request: String, meaning: String)] = [
        ("PING", "ping(-)"),
        ("pInG hello", "ping(hello)"),
        ("PING \"héllo wörld\"", "ping(héllo wörld)"),
        ("QUIT", "quit"),
        ("HELP", "help(-)"),
        ("help verify", "help(VERIFY)"),
        ("INFO", "info"),
        ("WHOAMI", "whoami"),
        ("AUTH secret", "auth(default, secret)"),
        ("AUTH pbx secret", "auth(pbx, secret)"),
        ("SELECT 0", "acknowledge"),
        ("CLIENT SETNAME pbx", "acknowledge"),
        ("client setinfo LIB-NAME redis-py", "acknowledge"),
        ("INFO replication", "replication"),
        ("HELLO", "hello(-)"),
        ("HELLO 2", "hello(2)"),
        ("hello 3 setname x", "hello(3)"),
        ("HELLO 3 SETNAME \"\"", "hello(3)"),
        ("HELLO 3 AUTH default secret SETNAME x", "auth(default, secret, then hello(3))"),
        ("HELLO 2 SETNAME AUTH auth pbx AUTH", "auth(pbx, AUTH, then hello(2))"),
        ("ACCESS 1001", "access(1001)"),
        ("ACCESS 1001@default", "access(1001)"),
        ("ACCESS *1#+aZ._-@acme.example", "access(*1#+aZ._-@acme.example)"),
        ("VERIFY 1001 846273", "verify(1001, 846273, -)"),
        ("VERIFY 1001@acme 846273 from +4930123", "verify(1001@acme, 846273, +4930123)"),
        ("VERIFY 1001 garbage!", "verify(1001, garbage!, -)"),
        ("VERIFY 1001 \"\"", "verify(1001, , -)"),
        ("VERIFY 1001 \"\\xff\\x00\"", "verify(1001, ff 0, -)"),
        ("CHANGE 1001 846273 730518", "change(1001, 846273, 730518, -)"),
        ("CHANGE 1001 846273 730518 FROM sip:1", "change(1001, 846273, 730518, sip:1)"),
        ("CHECKPIN 846273", "checkpin(846273)"),
        ("CHECKPIN \"12 34\"", "checkpin(12 34)"),
        ("CHECKPIN 846273 for 1001@acme", "checkpin(846273 for 1001@acme)"),
        ("SETTINGS 1001", "settings(1001)"),
        ("PROMPTS", "prompts"),
        ("PROMPT enter-pin FOR 1001", "prompt(enter-pin, for 1001)"),
        ("PROMPT enter-pin IN es-MX", "prompt(enter-pin, in es-MX)"),
        ("PROMPT enter-pin IN tlh,fr-CA,en", "prompt(enter-pin, in tlh fr-CA en)"),
        ("ANNOUNCE 1795443420 FOR 1001", "announce(1795443420000, for 1001)"),
        ("ANNOUNCE -1 FOR 1001 RELATIVE", "announce(-1000, for 1001, relative)"),
        ("ANNOUNCE 0 IN de CLOCK 24", "announce(0, in de, 24_HOUR_CLOCK, -)"),
        (
            "announce 2026-11-23T14:17:00Z in en-US clock 12 zone America/New_York relative",
            "announce(1795443420000, in en-US, 12_HOUR_CLOCK, America/New_York, relative)"
        ),
        ("ANNOUNCE 0 IN de CLOCK 24 RELATIVE", "announce(0, in de, 24_HOUR_CLOCK, -, relative)"),
        ("ANNOUNCE 0 IN de CLOCK 24 ZONE UTC", "announce(0, in de, 24_HOUR_CLOCK, UTC)"),
        ("MESSAGES 0 FOR 1001", "messages(0, -, for 1001)"), ("MESSAGES 3 1 FOR 1001", "messages(3, 1, for 1001)"),
        ("MESSAGES 3 IN es-MX", "messages(3, -, in es-MX)"), ("messages 999 0 in pt_br", "messages(999, 0, in pt-BR)"),
        // A mailbox and a language may be called like an option.
        ("MESSAGES 3 FOR IN", "messages(3, -, for IN)"), ("MESSAGES 3 1 IN in", "messages(3, 1, in in)"),
        ("ANNOUNCE 0 FOR 1001 CALLER +4930123456", "announce(0, for 1001, caller +4930123456)"),
        ("ADD 1001", "add(1001, no PIN, [])"),
        ("ADD 1001 NOPIN", "add(1001, no PIN, [])"),
        ("ADD 1001 GENERATE email=a@b.example", "add(1001, generate, [email=a@b.example])"),
        (
            "ADD 1001 PIN 846273 enable_voicemail_pin=false voicemail_prompt=fr-CA"
                + " voicemail_play_datetime=24_HOUR_CLOCK enable_voicemail_notify=true time_zone=America/Toronto email=\"\"",
            "add(1001, PIN 846273, [requiresPIN=false language=fr-CA clock=24_HOUR_CLOCK notifies=true"
                + " timeZone=America/Toronto email=nil])"
        ),
        ("ADD 1001 pin_hash=$argon2id$v=19$m=8,t=1,p=1$YQ$YQ", "add(1001, hash $argon2id$v=19$m=8,t=1,p=1$YQ$YQ, [])"),
        ("SET 1001 voicemail_prompt=", "set(1001, [language=nil], -)"),
        ("SET 1001 time_zone= email=", "set(1001, [timeZone=nil email=nil], -)"),
        ("SET 1001 voicemail_play_datetime=DISABLE", "set(1001, [clock=DISABLE], -)"),
        ("SET 1001 pin_hash=$argon2id$x", "set(1001, [], $argon2id$x)"),
        ("ADD 1001 GENERATE must_change=true", "add(1001, generate, [], must change true)"),
        ("ADD 1001 must_change=true pin_hash=$argon2id$x", "add(1001, hash $argon2id$x, [], must change true)"),
        ("SET 1001 must_change=false email=", "set(1001, [email=nil], -, must change false)"),
        ("REMOVE 1001", "remove(1001)"),
        ("RESET 1001", "reset(1001, generate)"),
        ("RESET 1001 GENERATE", "reset(1001, generate)"),
        ("RESET 1001 PIN 846273", "reset(1001, PIN 846273)"),
        ("UNLOCK 1001", "unlock(1001)"),
        ("UNLOCK SOURCE", "unlock(SOURCE)"),
        ("UNLOCK source +1555", "unlock(source +1555)"),
        ("SHOW 1001@acme", "show(1001@acme)"),
        ("LIST", "list(-, 100)"),
        ("LIST fields", "list(-, 100, fields)"),
        ("LIST COUNT 100 FIELDS", "list(-, 100, fields)"),
        ("LIST WHERE locked", "list(-, 100, locked)"),
        ("LIST where NO_PIN", "list(-, 100, no PIN)"),
        ("LIST AFTER 1 WHERE must_change FIELDS", "list(1, 100, must change, fields)"),
        ("LIST WHERE context=acme", "list(-, 100, in acme)"),
        ("LIST WHERE context=default language=FR-ca", "list(-, 100, in default, speaks fr-CA)"),
        (
            "LIST COUNT 7 WHERE language=de context=a locked no_pin must_change",
            "list(-, 7, locked, no PIN, must change, in a, speaks de)"
        ),
        ("LIST AFTER 1001@acme COUNT 1000", "list(1001@acme, 1000)"),
        ("LIST COUNT 1", "list(-, 1)"),
        ("AUDIT", "audit(-, 20, -, -, -)"),
        ("audit after 0 count 100", "audit(0, 100, -, -, -)"),
        ("AUDIT MAILBOX 1001@acme SINCE 2026-11-23T14:17:00Z", "audit(-, 20, 1001@acme, -, 1795443420000)"),
        ("AUDIT AFTER 7 COUNT 1 MAILBOX 1001 SOURCE +1555 SINCE 5", "audit(7, 1, 1001, +1555, 5000)"),
        ("AUDIT KIND verify", "audit(-, 20, -, -, -, verify)"),
        (
            "AUDIT SOURCE x SINCE 5 KIND mailbox_added OUTCOME done CLIENT pbx-1",
            "audit(-, 20, -, x, 5000, mailbox_added, done, pbx-1)"
        ),
        ("audit outcome locked client admin", "audit(-, 20, -, -, -, locked, admin)"),
        ("KEY STATUS", "key(status)"),
        ("key rotate", "key(rotate)"),
    ]

    @Test("every form of every command means the same in the line form and behind a tag", arguments: forms)
    func understands(request: String, meaning: String) {
        #expect(decode(request + "\n") == [meaning])
        #expect(decode("@t " + request + "\r\n") == ["@t " + meaning])
    }

    @Test(
        "a request without quotes means the same in the array form",
        arguments: forms.filter { !$0.request.contains("\"") })
    func understandsArrays(request: String, meaning: String) {
        let words = request.split(separator: " ")
        let bytes = words.reduce("*\(words.count)\r\n") { $0 + "$\($1.utf8.count)\r\n\($1)\r\n" }
        #expect(decode(bytes) == [meaning])
    }

    @Test(
        "HELLO for another version of the protocol is told so before anything else",
        arguments: ["1", "4", "02", "+3", "x", "-", "4 AUTH pbx secret", "33 SETNAME"])
    func otherVersions(arguments: String) {
        #expect(decode("HELLO \(arguments)\n") == ["-NOPROTO unsupported protocol version; HELLO takes 2 and 3"])
    }

    @Test("every command has a form here")
    func isComplete() {
        for command in Command.allCases {
            #expect(Self.forms.contains { $0.request.uppercased().split(separator: " ")[0] == command.manual.name })
        }
    }

    @Test(
        "wrong arguments get the command's usage, and nothing of what was sent",
        arguments: [
            "PING a b", "QUIT now", "INFO all", "WHOAMI x", "PROMPTS x", "HELP a b", "AUTH", "AUTH a b c", "SELECT",
            "CLIENT", "CLIENT ID", "CLIENT SETNAME", "CLIENT SETINFO x", "ACCESS", "ACCESS 1 2", "VERIFY",
            "VERIFY 1001",
            "VERIFY 1001 846273 FROM", "VERIFY 1001 846273 VIA x", "VERIFY 1001 846273 FROM x y", "CHANGE 1001 846273",
            "CHANGE 1001 846273 730518 FROM", "CHECKPIN", "CHECKPIN 846273 730518", "CHECKPIN 846273 FOR",
            "CHECKPIN 846273 FOR 1001 1002", "SETTINGS", "PROMPT enter-pin",
            "PROMPT enter-pin AT 1001", "PROMPT enter-pin FOR 1001 x", "ANNOUNCE 0", "ANNOUNCE 0 FOR 1001 SOON",
            "MESSAGES", "MESSAGES 3", "MESSAGES FOR 1001", "MESSAGES 3 1", "MESSAGES 3 1 2 FOR 1001",
            "MESSAGES 3 AT 1001",
            "MESSAGES 3 FOR", "MESSAGES 3 1 FOR", "MESSAGES 3 FOR 1001 1", "MESSAGES 3 IN en CLOCK 12",
            "ANNOUNCE 0 IN de", "ANNOUNCE 0 IN de CLOCK", "ANNOUNCE 0 IN de ZONE UTC", "ANNOUNCE 0 IN de CLOCK 24 ZONE",
            "ANNOUNCE 0 IN de CLOCK 24 RELATIVE ZONE UTC", "ANNOUNCE 0 FOR 1001 CLOCK 12", "ADD", "ADD 1001 846273",
            "ADD 1001 PIN", "ADD 1001 GENERATE NOPIN", "ADD 1001 NOPIN pin_hash=x", "ADD 1001 PIN 846273 pin_hash=x",
            "SET", "SET 1001", "SET 1001 846273", "REMOVE", "RESET", "RESET 1001 846273", "RESET 1001 NOPIN",
            "RESET 1001 PIN", "RESET 1001 GENERATE x", "UNLOCK", "UNLOCK 1001 1002",
            "UNLOCK SOURCE x y", "SHOW", "SHOW 1001 FIELDS", "LIST WHERE", "LIST WHERE FIELDS",
            "LIST FIELDS WHERE locked",
            "LIST locked", "AUDIT KIND", "AUDIT OUTCOME done KIND verify",
            "AUDIT CLIENT x SINCE 5", "LIST AFTER", "LIST COUNT", "LIST x",
            "LIST COUNT 1 AFTER 1001", "AUDIT x", "AUDIT AFTER", "AUDIT COUNT 1 AFTER 1", "AUDIT SINCE 5 SOURCE x",
            "KEY", "KEY NEW", "KEY STATUS now", "INFO REPLICATION x", "HELLO 3 AUTH", "HELLO 3 AUTH a",
            "HELLO 2 SETNAME",
            "HELLO 2 a", "HELLO 3 AUTH a b AUTH a b", "HELLO 3 SETNAME a SETNAME b", "HELLO 3 AUTH a b c",
            "ADD 1001 " + String(repeating: "email= ", count: 100),
        ])
    func refusesArguments(request: String) throws {
        let name = try #require(request.split(separator: " ").first)
        let manual = try #require(Command.allCases.map(\.manual).first { $0.name == name })
        #expect(decode(request + "\n") == ["-SYNTAX usage: \(manual.usage)"])
    }

    @Test(
        "a bad value names its field first, and nothing of what was sent",
        arguments: [
            ("PING \"a\\nb\"", "text"), ("PING \"\\xff\"", "text"), ("PING \"\\x1b[2J\"", "text"),
            ("PING \"\\xc2\\x9b2J\"", "text"), ("HELP 846273", "command"), ("SELECT 1", "database"),
            ("SELECT 00", "database"), ("AUTH \"\\n\" secret", "name"),
            ("ACCESS \"\"", "mailbox"), ("ACCESS 10/01", "mailbox"), ("ACCESS 1@", "mailbox"), ("ACCESS @a", "mailbox"),
            ("ACCESS 1@a@b", "mailbox"), ("ACCESS 1@ac#me", "mailbox"), ("ACCESS \"\\xff\"", "mailbox"),
            ("ACCESS " + String(repeating: "1", count: 33), "mailbox"),
            ("ACCESS 1@" + String(repeating: "a", count: 65), "mailbox"),
            ("VERIFY 10/01 846273", "mailbox"), ("VERIFY 1001 846273 FROM \"\"", "source"),
            ("VERIFY 1001 846273 FROM \"a b\"", "source"), ("VERIFY 1001 846273 FROM é", "source"),
            ("VERIFY 1001 846273 FROM " + String(repeating: "x", count: 65), "source"),
            ("CHANGE 1001 846273 730518 FROM \"\\x00\"", "source"),
            ("PROMPT Enter-Pin IN en", "prompt-id"), ("PROMPT \"\" FOR 1001", "prompt-id"),
            ("PROMPT " + String(repeating: "a", count: 65) + " IN en", "prompt-id"),
            ("PROMPT enter-pin IN \"\"", "language"), ("PROMPT enter-pin IN en--US", "language"),
            ("SET 1001 voicemail_prompt=not_a", "voicemail_prompt"),
            ("ANNOUNCE 0 IN e CLOCK 12", "language"), ("PROMPT enter-pin IN en,", "language"),
            ("PROMPT enter-pin IN ,en", "language"), ("PROMPT enter-pin IN \"\\xff\"", "language"),
            ("PROMPT enter-pin IN " + Array(repeating: "en", count: 17).joined(separator: ","), "language"),
            ("ANNOUNCE yesterday IN en CLOCK 12", "timestamp"), ("ANNOUNCE 0 IN \"\" CLOCK 12", "language"),
            ("MESSAGES -1 FOR 1001", "new"), ("MESSAGES 1000 FOR 1001", "new"), ("MESSAGES +3 IN en", "new"),
            ("MESSAGES 03 IN en", "new"), ("MESSAGES three IN en", "new"), ("MESSAGES \"\" IN en", "new"),
            ("MESSAGES 3.0 IN en", "new"), ("MESSAGES 99999999999999999999 IN en", "new"), ("MESSAGES ٣ IN en", "new"),
            ("MESSAGES 3 -1 FOR 1001", "saved"), ("MESSAGES 3 1000 IN en", "saved"), ("MESSAGES 0 00 IN en", "saved"),
            ("MESSAGES 3 1 IN e", "language"), ("MESSAGES 3 IN en,de", "language"), ("MESSAGES 3 FOR 1@2@3", "mailbox"),
            ("ANNOUNCE 0 IN en CLOCK 13", "clock"), ("ANNOUNCE 0 IN en CLOCK 012", "clock"),
            ("ANNOUNCE 0 IN en CLOCK 12 ZONE \"a b\"", "zone"),
            ("AUDIT AFTER -1", "row"), ("AUDIT AFTER 01", "row"), ("AUDIT COUNT 0", "count"),
            ("AUDIT COUNT 101", "count"),
            ("AUDIT MAILBOX a/b", "mailbox"), ("AUDIT SOURCE é", "source"), ("AUDIT SINCE now", "timestamp"),
            ("ADD 1001 enable_voicemail_pin=yes", "enable_voicemail_pin"),
            ("ADD 1001 enable_voicemail_pin=", "enable_voicemail_pin"),
            ("SET 1001 enable_voicemail_notify=TRUE", "enable_voicemail_notify"),
            ("SET 1001 voicemail_play_datetime=13_HOUR_CLOCK", "voicemail_play_datetime"),
            ("SET 1001 voicemail_play_datetime=", "voicemail_play_datetime"),
            ("SET 1001 \"voicemail_prompt=\\x01\"", "voicemail_prompt"), ("SET 1001 \"time_zone=a b\"", "time_zone"),
            ("SET 1001 email=nobody", "email"), ("SET 1001 email=a@b.example email=c@d.example", "email"),
            ("SET 1001 pin_hash=", "pin_hash"), ("SET 1001 \"pin_hash=a b\"", "pin_hash"),
            ("SET 1001 pin_hash=" + String(repeating: "x", count: 256), "pin_hash"),
            ("SET 1001 shoe_size=46", "shoe_size"), ("SET 1001 846273=1", "field"), ("SET 1001 =1", "field"),
            ("ADD 1001 must_change=yes", "must_change"), ("SET 1001 must_change=", "must_change"),
            ("SET 1001 must_change=true must_change=true", "must_change"),
            ("UNLOCK SOURCE \"a b\"", "source"), ("UNLOCK SOURCE é", "source"), ("SHOW 10/01", "mailbox"),
            ("LIST WHERE 846273", "where"), ("LIST WHERE locked unlocked", "where"),
            ("LIST WHERE locked=true", "where"),
            ("LIST WHERE locked LOCKED", "where"), ("LIST WHERE context=a context=b", "where"),
            ("LIST WHERE context=", "context"), ("LIST WHERE context=a@b", "context"),
            ("LIST WHERE context=ac#me", "context"), ("LIST WHERE language=", "language"),
            ("LIST WHERE language=en--US", "language"), ("LIST COUNT 101 FIELDS", "count"),
            ("AUDIT KIND everything", "kind"), ("AUDIT KIND VERIFY", "kind"), ("AUDIT OUTCOME good", "outcome"),
            ("AUDIT CLIENT \"a b\"", "client"), ("AUDIT CLIENT " + String(repeating: "x", count: 33), "client"),
            ("LIST COUNT 0", "count"), ("LIST COUNT 1001", "count"), ("LIST COUNT +1", "count"),
            ("LIST COUNT 99999999999999999999", "count"), ("LIST AFTER 10/01", "mailbox"),
        ])
    func refusesValues(request: String, field: String) throws {
        let results = decode(request + "\n")
        let result = try #require(results.first)
        #expect(results.count == 1)
        #expect(result.hasPrefix("-BADVALUE field=\(field) "))
        #expect(!result.contains("846273") && !result.contains("10/01"))
    }

    @Test(
        "an unknown command is not repeated, as it may be a PIN",
        arguments: [
            "FROBNICATE x", "846273", "VERIFYY 1001 846273", "COMMAND DOCS", "CONFIG GET save", "\"\"", "P\u{131}NG",
        ])
    func refusesCommands(request: String) {
        #expect(decode(request + "\n") == ["-UNKNOWN there is no such command; HELP lists them"])
    }

    @Test("a PIN in the array form may be any bytes, and other arguments may not")
    func takesAnyBytesAsPIN() {
        #expect(
            decode([array(Array("VERIFY".utf8), Array("1001".utf8), [0xFF, 0x0A, 0x00])]) == ["verify(1001, ff a 0, -)"]
        )
        #expect(
            decode([array(Array("PING".utf8), [0xFF])]) == [
                "-BADVALUE field=text the text is UTF-8 without control characters"
            ])
        #expect(
            decode([array([0, 0, 0, 0] + Array("PING".utf8))]) == ["-UNKNOWN there is no such command; HELP lists them"]
        )
    }
}
