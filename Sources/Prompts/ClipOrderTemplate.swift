/// One order as a translator writes it: `{weekday} {day} {month} at {time}`. Braces stand for what the moment chooses, the
/// rest are names of clips.
struct ClipOrderTemplate {
    let parts: [Part]

    enum Part: Hashable {
        /// The name between braces.
        case placeholder(String)
        case word(String)
    }

    /// Nil when a piece between two spaces is neither a name nor a name in braces.
    init?(_ text: String) {
        var parts: [Part] = []
        for piece in text.split(separator: " ") {
            if piece.hasPrefix("{"), piece.hasSuffix("}"), Self.isWord(piece.dropFirst().dropLast()) {
                parts.append(.placeholder(String(piece.dropFirst().dropLast())))
            } else if Self.isWord(piece) {
                parts.append(.word(String(piece)))
            } else {
                return nil
            }
        }
        self.parts = parts
    }

    /// What a name between braces stands for; nil where it is none.
    static func element(_ name: String) -> ClipOrderElement? {
        switch name {
        case "time": .time
        case "period": .period
        default: ClipSeries(name).map { .number($0) }
        }
    }

    var placeholders: [String] {
        parts.compactMap { part in
            if case .placeholder(let name) = part { name } else { nil }
        }
    }

    var words: [String] {
        parts.compactMap { part in
            if case .word(let name) = part { name } else { nil }
        }
    }

    static func isWord(_ text: some StringProtocol) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
