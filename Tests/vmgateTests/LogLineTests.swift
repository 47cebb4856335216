import Foundation
import Logging
import Settings
import Testing

@testable import vmgate

@Suite("Lines of the log", .timeLimit(.minutes(5)))
struct LogLineTests {
    @Test("a line of text is one line, whatever a client sent")
    func text() {
        let line = LogLineStyle(format: .text, isForJournal: false)
            .line(.notice, "mailbox locked", ["mailbox": "1001", "peer": "a\nb \"c\" \u{85}"])
        #expect(line.hasSuffix(#" notice mailbox locked mailbox=1001 peer="a\u000ab \"c\" \u0085""#))
    }

    @Test("nor does it turn the direction of writing, or end where an editor ends lines")
    func direction() {
        for format in [LogFormat.text, .json] {
            let line = LogLineStyle(format: format, isForJournal: false)
                .line(.notice, "x", ["peer": "a\u{202E}b\u{2028}c\u{E0041}"])
            #expect(line.contains(#""a\u202eb\u2028c\udb40\udc41""#), "\(line)")
        }
    }

    @Test("a line of JSON is an object, that of dropped lines too")
    func json() throws {
        let style = LogLineStyle(format: .json, isForJournal: false)
        for line in [style.line(.warning, "a \"b\"\t", ["count": "3"]), Self.droppedLine(style)] {
            let object = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
            #expect(object["level"] == "warning")
            #expect(object["count"] == "3")
            #expect(object["time"]?.hasSuffix("Z") == true)
        }
    }

    @Test("for the journal each begins with its level as sd-daemon(3) numbers it, that of dropped lines too")
    func journal() {
        let style = LogLineStyle(format: .text, isForJournal: true)
        #expect(style.line(.error, "x").hasPrefix("<3>"))
        #expect(Self.droppedLine(style).hasPrefix("<4>"))
    }

    private static func droppedLine(_ style: LogLineStyle) -> String {
        LogWriter.droppedLine(3, style)
    }
}
