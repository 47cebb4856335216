/// One pattern as a translator writes it: `{you-have} {new}.` What is heard is in braces; outside of them is what is only
/// written.
struct CountPattern {
    let parts: [Part]

    enum Part: Hashable {
        case writing(String)
        /// The name between braces.
        case name(String)
    }

    /// Nil when something between braces is no name, or a letter or a digit is outside of them.
    init?(_ text: String) {
        var parts: [Part] = []
        var rest = text[...]
        while !rest.isEmpty {
            let writing = rest.prefix { $0 != "{" }
            guard !writing.contains(where: { $0.isLetter || $0.isNumber || $0 == "}" || $0 == "_" }) else { return nil }
            if !writing.isEmpty { parts.append(.writing(String(writing))) }
            rest = rest[writing.endIndex...].dropFirst()
            guard writing.endIndex < text.endIndex else { break }
            guard let end = rest.firstIndex(of: "}"), ClipOrderTemplate.isWord(rest[..<end]) else { return nil }
            parts.append(.name(String(rest[..<end])))
            rest = rest[end...].dropFirst()
        }
        self.parts = parts
    }

    var names: [String] {
        parts.compactMap { part in
            if case .name(let name) = part { name } else { nil }
        }
    }
}
