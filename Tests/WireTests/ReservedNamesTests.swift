import Foundation
import Testing
import VoicemailModel
import Wire

/// That no reply can begin with a word that a mailbox may be called by.
@Suite(.timeLimit(.minutes(1)))
struct ReservedNamesTests {
    @Test("whatever a reply begins with is reserved", arguments: ReplyEncodingTests.lines)
    func replies(line: (reply: Reply, line: String)) throws {
        if case .text = line.reply { return }
        let word = try #require(line.line.dropFirst().split(separator: " ").first)
        #expect(try #require(MailboxID(word)).isReserved, "\(word)")
        #expect(try #require(MailboxID("1@\(word)")).isReserved, "\(word)")
    }

    @Test("whatever the protocol's page shows as the beginning of a reply is reserved")
    func page() throws {
        let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: top.appending(path: "docs/protocol.md"), encoding: .utf8)
        let words = Set(page.matches(of: /[`^ ][+-](?:@[a-z0-9-]+ )?([A-Z_]{2,})\b/).map { String($0.1) })
        #expect(words.isSuperset(of: ["GRANTED", "DENIED", "PIN_REQUIRED", "BUSY", "NOMAILBOX"]))
        // What stands for any of them.
        for word in words.subtracting(["WORD", "CODE"]) {
            #expect(try #require(MailboxID(word)).isReserved, "\(word)")
        }
    }

    @Test("a request that names such a mailbox is refused, except for those that find and remove it")
    func requests() throws {
        let refused = [
            "ACCESS _", "VERIFY _ 1", "CHANGE _ 1 2", "SETTINGS _", "PROMPT enter-pin FOR _", "ANNOUNCE 0 FOR _",
            "MESSAGES 3 1 FOR _",
            "CHECKPIN 1 FOR _", "ADD _", "SET _ email=", "RESET _", "UNLOCK _",
        ]
        for name in ["GRANTED", "granted", "1001@GRANTED", "Denied", "xgrantedx"] {
            for request in refused {
                let result = try #require(decode(request.replacing("_", with: name) + "\n").first)
                #expect(
                    result.hasPrefix("-BADVALUE field=mailbox neither number nor context is a word that begins a reply")
                )
                // What was sent may be a PIN.
                #expect(!result.contains("field=mailbox \(name)"))
            }
            #expect(decode("REMOVE \(name)\n") == ["remove(\(name))"])
            #expect(decode("LIST AFTER \(name)\n") == ["list(\(name), 100)"])
            #expect(decode("AUDIT MAILBOX \(name)\n") == ["audit(-, 20, \(name), -, -)"])
        }
    }
}
