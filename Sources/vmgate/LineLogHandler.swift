import Foundation
import Logging

/// Writes each event as one line on standard error: as text for people, or as JSON for whatever collects it.
struct LineLogHandler: LogHandler {
    private let format: LogFormat
    private let writer: LogWriter
    private let isForJournal: Bool
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    /// - Parameter isForJournal: whether each line begins with its level in a way that systemd's journal understands.
    init(format: LogFormat, level: Logger.Level, writer: LogWriter, isForJournal: Bool) {
        self.format = format
        self.writer = writer
        self.isForJournal = isForJournal
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
        if let own = event.metadata { fields.merge(own) { $1 } }
        let sorted = fields.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        let time = Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        let line =
            switch format {
            case .text: Self.text(time, event, sorted)
            case .json: Self.json(time, event, sorted)
            }
        writer.write(isForJournal ? Journal.beginning(of: event.level) + line : line)
    }

    private static func text(_ time: String, _ event: LogEvent, _ fields: [(String, String)]) -> String {
        var line = "\(time) \(event.level) \(event.message)"
        for (key, value) in fields {
            let isBare = !value.isEmpty && value.utf8.allSatisfy { 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "\"") }
            line += " \(key)=" + (isBare ? value : quoted(value))
        }
        return line
    }

    private static func json(_ time: String, _ event: LogEvent, _ fields: [(String, String)]) -> String {
        let all = [("time", time), ("level", "\(event.level)"), ("message", "\(event.message)")] + fields
        return "{" + all.map { "\(quoted($0.0)):\(quoted($0.1))" }.joined(separator: ",") + "}"
    }

    /// As a JSON string (RFC 8259 §7): also in the text form, so that nothing a client sent can begin a line of its own.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.properties.generalCategory == .control:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
