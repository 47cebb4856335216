import Foundation
import Logging
import Settings

/// Writes each event as one line on standard error: as text for people, or as JSON for whatever collects it.
struct LineLogHandler: LogHandler {
    private let writer: LogWriter
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(level: Logger.Level, writer: LogWriter) {
        self.writer = writer
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
        writer.write(LogRepeats.Line(level: event.level, message: "\(event.message)", metadata: fields))
    }
}

/// How a line of the log looks.
struct LogLineStyle {
    let format: LogFormat
    /// Whether each line begins with its level in a way that systemd's journal understands.
    let isForJournal: Bool

    /// One line, without its end, with the time that it is now.
    func line(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata = [:]) -> String {
        let fields = metadata.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        let time = Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        let line =
            switch format {
            case .text: Self.text(time, level, message, fields)
            case .json: Self.json(time, level, message, fields)
            }
        return isForJournal ? Journal.beginning(of: level) + line : line
    }

    private static func text(
        _ time: String, _ level: Logger.Level, _ message: String, _ fields: [(String, String)]
    ) -> String {
        var line = "\(time) \(level) \(message)"
        for (key, value) in fields {
            let isBare = !value.isEmpty && value.utf8.allSatisfy { 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "\"") }
            // As a JSON string, so that nothing a client sent can begin a line of its own.
            line += " \(key)=" + (isBare ? value : JSONText.string(value).text)
        }
        return line
    }

    private static func json(
        _ time: String, _ level: Logger.Level, _ message: String, _ fields: [(String, String)]
    ) -> String {
        let all = [("time", time), ("level", "\(level)"), ("message", message)] + fields
        return JSONText.object(all.map { ($0.0, .string($0.1)) }).text
    }
}
