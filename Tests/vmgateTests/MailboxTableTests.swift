import LineClient
import Testing

@testable import vmgate

@Suite("What mailbox list prints", .timeLimit(.minutes(5)))
struct MailboxTableTests {
    private func row(_ text: String) throws -> MailboxRow {
        MailboxRow(try ReplyLine.fields(of: text))
    }

    private static let plain =
        "enable_voicemail_pin=true voicemail_prompt=en-US voicemail_play_datetime=12_HOUR_CLOCK"
        + " enable_voicemail_notify=false time_zone=UTC"

    @Test("columns are aligned, with the header once and no blanks at the end of a line")
    func columns() throws {
        var table = MailboxTable()
        #expect(table.isEmpty)
        let first = table.text(of: [
            try row("mailbox=1 \(Self.plain) pin_set=true failures=0 must_change=false"),
            try row(
                "mailbox=1002@acme enable_voicemail_pin=true voicemail_prompt=fr-CA voicemail_play_datetime=DISABLE"
                    + " enable_voicemail_notify=true time_zone=America/Toronto email=a@b.example pin_set=true failures=5"
                    + " retry_after_s=873 must_change=true"),
        ])
        #expect(
            first == """
                MAILBOX    PIN          LOCKED  FAILURES  LANGUAGE  CLOCK  TIME ZONE        NOTIFY  E-MAIL
                1          set          no      0         en-US     12     UTC              no
                1002@acme  must change  15 min  5         fr-CA     off    America/Toronto  yes     a@b.example

                """)
        // A later page has no header, and the same columns.
        let second = table.text(of: [try row("mailbox=2 \(Self.plain) pin_set=false failures=0 must_change=false")])
        #expect(second == "2          none         no      0         en-US     12     UTC              no\n")
        #expect(!table.isEmpty)
    }

    @Test(
        "how long a mailbox is locked is said in what people count in, and never as less than it is",
        arguments: [
            ("0", "0 s"), ("119", "119 s"), ("120", "2 min"), ("121", "3 min"), ("7199", "120 min"), ("7200", "2 h"),
            ("86400", "24 h"), ("86401", "25 h"), ("never", "until unlocked"),
        ])
    func lockouts(retry: String, shown: String) throws {
        var table = MailboxTable()
        let text = table.text(of: [try row("mailbox=1 \(Self.plain) pin_set=true retry_after_s=\(retry)")])
        #expect(text.split(separator: "\n")[1].contains(" \(shown) "), "\(text)")
    }

    @Test("a PIN that is not asked for is told from one that is not set")
    func pins() throws {
        for (fields, shown) in [
            ("enable_voicemail_pin=false pin_set=true", "not asked"),
            ("enable_voicemail_pin=true pin_set=false", "none"),
            ("enable_voicemail_pin=true pin_set=true must_change=true", "must change"),
            ("enable_voicemail_pin=true pin_set=true must_change=false", "set"),
        ] {
            var table = MailboxTable()
            #expect(
                table.text(of: [try row("mailbox=1 \(fields)")]).split(separator: "\n")[1].hasPrefix(
                    "1        \(shown) "))
        }
    }

    @Test("CSV is that of RFC 4180: CRLF, and quotes where a value needs them")
    func csv() throws {
        #expect(CSVText.line(["a", "", "b c", "=1"]) == "a,,b c,=1\r\n")
        #expect(CSVText.line(["a,b", "say \"hi\"", "1\r\n2"]) == "\"a,b\",\"say \"\"hi\"\"\",\"1\r\n2\"\r\n")
        let values = try row("mailbox=1 \(Self.plain) pin_set=false locked=false failures=0 must_change=false").values
        #expect(values.count == MailboxRow.keys.count)
        #expect(CSVText.line(values) == "1,true,en-US,12_HOUR_CLOCK,false,UTC,,false,false,0,,false,,,\r\n")
    }
}
