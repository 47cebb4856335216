/// Prometheus' text format, version 0.0.4, as it is written:
/// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
struct TextFormat {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    /// The lines above a metric's samples.
    mutating func head(_ name: String, _ kind: MetricDefinition.Kind, help: String) {
        if !help.isEmpty { text += "# HELP \(name) \(Self.escapedHelp(help))\n" }
        text += "# TYPE \(name) \(kind.word)\n"
    }

    mutating func sample(_ name: String, _ labels: MetricLabels, _ value: Double) {
        text += name
        if !labels.text.isEmpty { text += "{\(labels.text)}" }
        text += " \(Self.number(value))\n"
    }

    /// As Go's `ParseFloat` reads it, which the format refers to; whole numbers without a fraction.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { String($0) } ?? "\(value)"
    }

    static func escapedHelp(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }

    static func escapedLabelValue(_ text: String) -> String {
        escapedHelp(text).replacing("\"", with: "\\\"")
    }

    /// A name of `[a-zA-Z_:][a-zA-Z0-9_:]*`; whatever does not belong there becomes an underscore.
    static func metricName(_ name: String) -> String {
        sanitized(name) { $0 == UInt8(ascii: ":") }
    }

    /// A name of `[a-zA-Z_][a-zA-Z0-9_]*`.
    static func labelName(_ name: String) -> String {
        sanitized(name) { _ in false }
    }

    private static func sanitized(_ name: String, also isAllowed: (UInt8) -> Bool) -> String {
        let bytes = name.utf8.enumerated().map { index, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): byte
            case UInt8(ascii: "0")...UInt8(ascii: "9") where index > 0: byte
            default: isAllowed(byte) ? byte : UInt8(ascii: "_")
            }
        }
        return bytes.isEmpty ? "_" : String(decoding: bytes, as: UTF8.self)
    }
}
