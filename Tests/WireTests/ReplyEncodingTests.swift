import NIOCore
import Testing
import VoicemailModel
import Wire

@Suite(.timeLimit(.minutes(1)))
struct ReplyEncodingTests {
    static let mailbox = MailboxID("1001")!
    static let tenant = MailboxID("1002@acme")!
    static let french = LanguageTag("fr-CA")!
    static let defaults = SettingsDefaults(language: LanguageTag("en-US")!, timeZone: .utc)
    static let pin = SecretBytes(copying: Array("730518".utf8))

    static let plain = MailboxReport(
        mailbox, MailboxDetails(settings: MailboxSettings(), pin: nil, attempts: .clear), defaults: defaults,
        retryAfter: nil, pinExpiresAt: nil)
    static let locked = MailboxReport(
        tenant,
        MailboxDetails(
            settings: MailboxSettings(
                language: french, clock: .twentyFourHour, notifies: true, timeZone: TimeZoneName("America/Toronto"),
                email: EmailAddress("a=b@c.example")),
            pin: .init(mustChange: true, setAt: UnixTime(milliseconds: 1_795_443_420_250), origin: .reset),
            attempts: AttemptRecord(failures: 5, lock: .forever)),
        defaults: defaults, retryAfter: .seconds(873), pinExpiresAt: UnixTime(milliseconds: 1_795_529_820_250))

    static let lines: [(reply: Reply, line: String)] = [
        (.pong, "+PONG"),
        (.text("hello world"), "+hello world"),
        (.ok, "+OK"),
        (
            .help(nil),
            "+HELP commands=PING,QUIT,HELP,INFO,WHOAMI,AUTH,SELECT,CLIENT,HELLO,ACCESS,VERIFY,CHANGE,CHECKPIN,SETTINGS,"
                + "PROMPT,PROMPTS,ANNOUNCE,MESSAGES,ADD,SET,REMOVE,RESET,UNLOCK,SHOW,LIST,AUDIT,KEY"
        ),
        (
            .help(.verify),
            #"+HELP command=VERIFY role=frontend usage="VERIFY mailbox pin [FROM source]""#
                + #" text="checks a PIN; a failure is counted""#
        ),
        (.info([("version", "1.0"), ("note", "a b"), ("nothing", "")]), #"+INFO version=1.0 note="a b" nothing="""#),
        (.whoAmI(name: "pbx", role: .frontend), "+WHOAMI name=pbx role=frontend"),
        (
            .granted(mailbox, .pinNotRequired, language: french, mustChange: false),
            "+GRANTED mailbox=1001 pin=not_required language=fr-CA"
        ),
        (
            .granted(tenant, .pinVerified, language: french, mustChange: true),
            "+GRANTED mailbox=1002@acme pin=verified language=fr-CA must_change=true prompt=must-change-pin"
        ),
        (
            .pinRequired(mailbox, attemptsLeft: 5, language: french),
            "+PIN_REQUIRED mailbox=1001 min_digits=6 max_digits=10 attempts_left=5 language=fr-CA prompt=enter-pin"
        ),
        (
            .denied(mailbox, attemptsLeft: 4, language: french),
            "+DENIED mailbox=1001 attempts_left=4 language=fr-CA prompt=incorrect-pin"
        ),
        (
            .denied(mailbox, attemptsLeft: 1, language: french),
            "+DENIED mailbox=1001 attempts_left=1 language=fr-CA prompt=last-attempt"
        ),
        (
            .locked(mailbox, .mailbox, .seconds(873), language: french),
            "+LOCKED mailbox=1001 scope=mailbox retry_after_s=873 language=fr-CA prompt=locked"
        ),
        (
            .locked(mailbox, .mailbox, .never, language: french),
            "+LOCKED mailbox=1001 scope=mailbox retry_after_s=never language=fr-CA prompt=locked"
        ),
        (
            .locked(mailbox, .source, .seconds(3600), language: french),
            "+LOCKED mailbox=1001 scope=source retry_after_s=3600 language=fr-CA prompt=try-later"
        ),
        (.changed(mailbox), "+CHANGED mailbox=1001"),
        (.acceptable, "+ACCEPTABLE"),
        (
            .rejected(PINPolicyViolation(rule: .sequential, position: 3)),
            #"+REJECTED rule=sequential at=3 text="a PIN must not have three digits in a row that count up or down""#
                + " prompt=pin-rejected-sequential"
        ),
        (
            .settings(
                mailbox, PreparedSettings(MailboxSettings(), defaults: defaults, isPINSet: true), email: nil,
                isLocked: false),
            "+SETTINGS mailbox=1001 enable_voicemail_pin=true voicemail_prompt=en-US"
                + " voicemail_play_datetime=12_HOUR_CLOCK enable_voicemail_notify=false time_zone=UTC pin_set=true locked=false"
        ),
        (
            .settings(
                tenant,
                PreparedSettings(
                    MailboxSettings(
                        requiresPIN: false, language: french, clock: .disabled, notifies: true,
                        timeZone: TimeZoneName("America/Toronto"), email: EmailAddress("someone@else.example")),
                    defaults: defaults, isPINSet: false),
                email: EmailAddress("a=b@c.example"), isLocked: true),
            "+SETTINGS mailbox=1002@acme enable_voicemail_pin=false voicemail_prompt=fr-CA voicemail_play_datetime=DISABLE"
                + #" enable_voicemail_notify=true time_zone=America/Toronto email="a=b@c.example" pin_set=false locked=true"#
        ),
        (
            .prompts(languages: [french, defaults.language], ids: ["enter-pin", "locked"]),
            "+PROMPTS languages=fr-CA,en-US ids=enter-pin,locked"
        ),
        (
            .prompt(
                SpokenPrompt(
                    id: "enter-pin", requested: french, language: defaults.language, match: "default",
                    file: "en-US/enter-pin", text: #"Say "PIN" \ now"#)),
            "+PROMPT id=enter-pin requested=fr-CA language=en-US match=default file=en-US/enter-pin"
                + #" text="Say \"PIN\" \\ now""#
        ),
        (
            .announcement(
                SpokenDateTime(
                    clock: .twelveHour, language: defaults.language, zone: .utc, date: "2026-11-23", time: "3:17 PM",
                    text: "暗証番号", play: "weekday/1,at,pm")),
            #"+ANNOUNCE clock=12_HOUR_CLOCK language=en-US zone=UTC date=2026-11-23 time="3:17 PM" text="暗証番号""#
                + " play=weekday/1,at,pm"
        ),
        (
            .prompt(
                SpokenPrompt(
                    id: "goodbye", requested: french, language: defaults.language, match: "default",
                    file: "en-US/goodbye", text: "Bye", sounds: .init(play: "a,b", engineLanguage: "en"))),
            "+PROMPT id=goodbye requested=fr-CA language=en-US match=default file=en-US/goodbye"
                + #" text="Bye" play=a,b engine_language=en"#
        ),
        (
            .announcement(
                SpokenDateTime(
                    clock: .twentyFourHour, language: french, zone: .utc, date: "2026-11-23", time: "15:17",
                    text: "t", play: "a,b", engineLanguage: "fr_CA")),
            #"+ANNOUNCE clock=24_HOUR_CLOCK language=fr-CA zone=UTC date=2026-11-23 time=15:17 text="t""#
                + " play=a,b engine_language=fr_CA"
        ),
        (
            .messages(
                SpokenCounts(
                    MessageCounts(new: 3, saved: 1)!, language: french, text: "t", play: "number/3,number/1")),
            #"+MESSAGES new=3 saved=1 language=fr-CA text="t" play=number/3,number/1"#
        ),
        (
            .messages(
                SpokenCounts(
                    MessageCounts(new: 0, saved: nil)!, language: french, text: "t", play: "vm-no",
                    engineLanguage: "fr_CA")),
            #"+MESSAGES new=0 language=fr-CA text="t" play=vm-no engine_language=fr_CA"#
        ),
        (.silent(language: french), "+SILENT clock=DISABLE language=fr-CA"),
        (.added(mailbox, generatedPIN: nil), "+ADDED mailbox=1001"),
        (.added(mailbox, generatedPIN: pin), "+ADDED mailbox=1001 pin=730518"),
        (.updated(mailbox), "+UPDATED mailbox=1001"),
        (.removed(mailbox), "+REMOVED mailbox=1001"),
        (.reset(mailbox, generatedPIN: nil), "+RESET mailbox=1001 must_change=true"),
        (.reset(mailbox, generatedPIN: pin), "+RESET mailbox=1001 pin=730518 must_change=true"),
        (.unlocked(mailbox), "+UNLOCKED mailbox=1001"),
        (.unlockedSource(Source("+1555")!), "+UNLOCKED source=+1555"),
        (.unlockedSource(Source(#"a="\"#)!), #"+UNLOCKED source="a=\"\\""#),
        (
            .list(MailboxListing(.names([mailbox, tenant]), next: tenant)),
            "+LIST next=1002@acme mailboxes=1001,1002@acme"
        ),
        (.list(MailboxListing(.names([mailbox]), next: nil)), "+LIST mailboxes=1001"),
        (.list(MailboxListing(.names([]), next: tenant)), #"+LIST next=1002@acme mailboxes="""#),
        (
            .mailbox(locked),
            "+SHOW mailbox=1002@acme enable_voicemail_pin=true voicemail_prompt=fr-CA"
                + " voicemail_play_datetime=24_HOUR_CLOCK enable_voicemail_notify=true time_zone=America/Toronto"
                + #" email="a=b@c.example" pin_set=true locked=true failures=5 retry_after_s=873 must_change=true"#
                + " pin_set_at=2026-11-23T14:17:00.250Z pin_origin=reset pin_expires_at=2026-11-24T14:17:00.250Z"
        ),
        (
            .list(MailboxListing(.reports([plain, locked]), next: tenant)),
            #"+LIST next=1002@acme row="mailbox=1001 enable_voicemail_pin=true voicemail_prompt=en-US"#
                + " voicemail_play_datetime=12_HOUR_CLOCK enable_voicemail_notify=false time_zone=UTC pin_set=false"
                + #" locked=false failures=0 must_change=false" row="mailbox=1002@acme enable_voicemail_pin=true"#
                + " voicemail_prompt=fr-CA voicemail_play_datetime=24_HOUR_CLOCK enable_voicemail_notify=true"
                + #" time_zone=America/Toronto email=\"a=b@c.example\" pin_set=true locked=true failures=5"#
                + " retry_after_s=873 must_change=true pin_set_at=2026-11-23T14:17:00.250Z pin_origin=reset"
                + #" pin_expires_at=2026-11-24T14:17:00.250Z""#
        ),
        (.list(MailboxListing(.reports([]), next: nil)), "+LIST"),
        (.audit(AuditPage(rows: [], last: 0, hasMore: false)), "+AUDIT next=0 more=false"),
        (
            .audit(
                AuditPage(
                    rows: [
                        AuditRow(
                            id: 7, time: UnixTime(milliseconds: 1_795_443_420_250), kind: "verify", outcome: "denied",
                            reason: "wrong_pin", mailbox: "1001", source: "a\"=\\", client: "frontend", connection: 3,
                            request: 0, detail: "attempts_left=4 x"),
                        AuditRow(id: 8, time: UnixTime(milliseconds: -1), kind: "unlock", outcome: "done", repeats: 2),
                    ], last: 9, hasMore: true)),
            #"+AUDIT next=9 more=true row="id=7 time=2026-11-23T14:17:00.250Z kind=verify outcome=denied"#
                + #" reason=wrong_pin mailbox=1001 source=\"a\\\"=\\\\\" client=frontend connection=3 request=0"#
                + #" detail=\"attempts_left=4 x\"" row="id=8 time=1969-12-31T23:59:59.999Z kind=unlock outcome=done"#
                + #" repeats=2""#
        ),
        (.list(MailboxListing(.names([]), next: nil)), #"+LIST mailboxes="""#),
        (.key([("sealed", "true"), ("keys", "1f2e3d4c:2,9a8b7c6d:1")]), "+KEY sealed=true keys=1f2e3d4c:2,9a8b7c6d:1"),
        (.failure(.framing("a line is UTF-8")), "-ERR a line is UTF-8"),
        (.failure(.unknownCommand), "-UNKNOWN there is no such command; HELP lists them"),
        (.failure(.syntax(usage: "ACCESS mailbox")), "-SYNTAX usage: ACCESS mailbox"),
        (.failure(.badValue(field: "clock", "a clock is 12 or 24")), "-BADVALUE field=clock a clock is 12 or 24"),
        (.failure(.notAuthenticated("say who you are")), "-NOAUTH say who you are"),
        (.failure(.notPermitted("ADD is for the role admin")), "-NOPERM ADD is for the role admin"),
        (.failure(.noMailbox(tenant)), "-NOMAILBOX mailbox=1002@acme there is no such mailbox"),
        (.failure(.exists(mailbox)), "-EXISTS mailbox=1001 this mailbox exists already"),
        (
            .failure(.policy(PINPolicyViolation(rule: .length, position: 6))),
            #"-POLICY rule=length at=6 text="a PIN must have 6 to 10 digits" prompt=pin-rejected-length"#
        ),
        (
            .failure(.busy(.hashes, retryAfterMilliseconds: 250)),
            "-BUSY retry_after_ms=250 \(WaitingBound.hashes.sentence); nothing was changed, and no attempt was counted"
        ),
        (
            .failure(.tooManyFailures(retryAfterMilliseconds: 6000)),
            "-BUSY retry_after_ms=6000 the name or the secret was wrong too often; this AUTH was not checked"
        ),
        (
            .failure(.unavailable),
            "-UNAVAILABLE the store does not answer; nothing was changed and nobody was let in"
        ),
        (
            .failure(.auditFull),
            "-UNAVAILABLE the audit is full; nothing was changed and nobody was let in; raise audit.max_size"
        ),
        (
            .failure(.internalDefect(id: "7f3a")),
            "-INTERNAL id=7f3a a defect of the server, logged under this id; please report it"
        ),
        (.failure(.noSuchProtocol), "-NOPROTO unsupported protocol version; HELLO takes 2 and 3"),
        (
            .failure(.foreign(.http)),
            "-ERR this looks like HTTP; vmgate takes its own line protocol and RESP arrays here, and ignores the rest of this"
                + " connection"
        ),
        (
            .failure(.noCommandFirst),
            "-ERR the first line is not a vmgate command, so nothing after it is read; HELP lists the commands"
        ),
        (
            .hello(HelloReply(serverVersion: "1.0", version: .three, connection: 7, form: .line)),
            #"+HELLO server=vmgate version=1.0 proto=3 id=7 mode=standalone role=master modules="""#
        ),
    ]

    @Test("every reply and every error is exactly its line, with and without a tag", arguments: lines)
    func writes(reply: Reply, expected: String) {
        #expect(line(reply) == expected + "\r\n")
        #expect(line(reply, tag: "call-7") == "\(expected.prefix(1))@call-7 \(expected.dropFirst())\r\n")
    }

    @Test("HELLO in the array form is answered with what Redis answers: a map, and in RESP2 keys and values in turn")
    func writesHello() {
        let pairs =
            "$6\r\nserver\r\n$6\r\nvmgate\r\n$7\r\nversion\r\n$3\r\n1.0\r\n$5\r\nproto\r\n:_\r\n$2\r\nid\r\n:12\r\n"
            + "$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n$7\r\nmodules\r\n*0\r\n"
        for (version, head) in [(Hello.Version.two, "*14\r\n"), (.three, "%7\r\n")] {
            let reply = HelloReply(serverVersion: "1.0", version: version, connection: 12, form: .array)
            #expect(line(.hello(reply)) == head + pairs.replacing("_", with: "\(version.rawValue)"))
        }
    }

    @Test("a reply that was encoded before is the same line", arguments: lines)
    func prepared(reply: Reply, expected: String) {
        guard expected.hasPrefix("+"), !reply.holdsSecret else { return }
        let prepared = Reply.prepared(reply.prepared)
        #expect(line(prepared, tag: "call-7") == "+@call-7 \(expected.dropFirst())\r\n")
        #expect(reply.prepared == prepared.prepared)
    }

    @Test("a byte that is not shown as it is, is found wherever it stands")
    func findsBytes() {
        for byte in UInt8.min...0x7F {
            let character = String(UnicodeScalar(byte))
            let isControl = byte < 0x20 || byte == 0x7F
            let isEscaped = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
            let shown = isControl ? " " : isEscaped ? "\\\(character)" : character
            let isQuoted = isControl || isEscaped || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "=")
            for (before, after) in (0...17).flatMap({ before in [0, 1, 7, 8, 9].map { (before, $0) } }) {
                let (head, tail) = (String(repeating: "ü", count: before), String(repeating: "z", count: after))
                let value = isQuoted ? "\"\(head)\(shown)\(tail)\"" : "\(head)\(shown)\(tail)"
                #expect(line(.info([("key", head + character + tail)])) == "+INFO key=\(value)\r\n")
            }
        }
    }

    @Test(
        "no control character gets into a line, whatever a text holds",
        arguments: [
            Reply.text("a\r\n+GRANTED\u{0}\u{7F}b"), .info([("key", "a\r\n+GRANTED\u{0}\u{7F}b")]),
            .failure(.framing("a\r\n+GRANTED\u{0}\u{7F}b")), .failure(.badValue(field: "a\nb", "a\r\n+GRANTED")),
            .failure(.internalDefect(id: "a\nb")), .prompts(languages: [], ids: ["a\nb"]),
            .whoAmI(name: "\t", role: .admin),
        ])
    func neverBreaksALine(reply: Reply) {
        let text = line(reply)
        #expect(text.hasSuffix("\r\n"))
        #expect(text.utf8.dropLast(2).allSatisfy { $0 >= 0x20 && $0 != 0x7F })
    }

    @Test("a reply longer than any buffer that it finds is written whole", arguments: [0, 1, 383, 384, 4096])
    func writesLongReplies(room: Int) throws {
        let names = try (0..<1000).map { try #require(MailboxID("\($0)@tenant.example")) }
        var buffer = ByteBufferAllocator().buffer(capacity: room)
        Reply.pong.write(to: &buffer, tag: nil)
        Reply.list(MailboxListing(.names(names), next: nil)).write(to: &buffer, tag: nil)
        Reply.pong.write(to: &buffer, tag: nil)
        let list = names.map(\.description).joined(separator: ",")
        #expect(String(buffer: buffer) == "+PONG\r\n+LIST mailboxes=\(list)\r\n+PONG\r\n")
    }

    @Test("a page of mailboxes that are as long as can be is a line that clients take, and ours reads 131,072 bytes")
    func longestPage() throws {
        let domain = Array(repeating: String(repeating: "d", count: 31), count: 5).joined(separator: ".") + ".example"
        var report = Self.locked
        report.mailbox = try #require(
            MailboxID(String(repeating: "9", count: 32) + "@" + String(repeating: "c", count: 64)))
        report.details.settings.email = EmailAddress(String(repeating: "=", count: 64) + "@" + domain)
        report.details.settings.language = LanguageTag("en-x-" + String(repeating: "a-", count: 47) + "a")
        report.details.settings.timeZone = TimeZoneName(String(repeating: "Z", count: 64))
        let (settings, defaults) = (report.details.settings, MailboxSettings())
        #expect(settings.email != defaults.email && settings.language != nil && settings.timeZone != nil)
        let reports = Array(repeating: report, count: Limits.listPageWithFields.upperBound)
        #expect(line(.list(MailboxListing(.reports(reports), next: report.mailbox))).utf8.count < 131_072)
    }

    @Test("only a reply that shows a PIN holds a secret")
    func knowsSecrets() {
        for (reply, line) in Self.lines {
            #expect(reply.holdsSecret == line.contains("pin=730518"))
        }
    }
}
