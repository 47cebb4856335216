/// XML that is well-formed by construction: text and attribute values are escaped here, and nowhere else.
struct Markup {
    private(set) var text = ""

    init() {}

    /// Text, escaped.
    init(_ text: String) {
        self.text = Self.escaped(text)
    }

    /// An element. Attributes come in the order that they are given in.
    init(_ name: String, _ attributes: KeyValuePairs<String, String>, _ content: Markup...) {
        self.init(name, attributes, content)
    }

    init(_ name: String, _ attributes: KeyValuePairs<String, String>, _ content: [Markup]) {
        text = "<\(name)"
        for (key, value) in attributes { text += " \(key)=\"\(Self.escaped(value))\"" }
        let inner = content.map(\.text).joined()
        text += inner.isEmpty && Self.canBeEmpty.contains(name) ? "/>" : ">\(inner)</\(name)>"
    }

    /// Elements that HTML lets close themselves: SVG's, and the void ones.
    private static let canBeEmpty: Set<String> = ["rect", "line", "path", "circle", "meta"]

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            // XML 1.0 §2.2 has no control characters but these three.
            case "\t", "\n", "\r": escaped.unicodeScalars.append(scalar)
            case let control where control.value < 0x20: escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
