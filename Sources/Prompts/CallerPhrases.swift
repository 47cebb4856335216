/// How a language says whom a message came from: data of its catalog.
public struct CallerPhrases: Hashable, Sendable {
    /// One step of what is heard.
    public enum Element: Hashable, Sendable {
        /// The number, character by character.
        case number
        case prompt(PromptID)
        /// A clip by its name: `caller/unknown`.
        case clip(String)
    }

    /// What is heard and written of a caller whose number is known, or is not.
    public struct Phrase: Hashable, Sendable {
        public let order: [Element]
        public let text: CallerText
    }

    public let number: Phrase
    public let unknown: Phrase
    public let groups: DigitGroups

    /// Where they are in a catalog, and the names of their own clips in `clips`.
    static let key = "caller"
}

/// A written sentence behind an announcement, such as `{announcement}. Message from {number}`: data of a catalog.
public struct CallerText: Hashable, Sendable {
    enum Piece: Hashable {
        case literal(String)
        case announcement
        case number
    }

    private let pieces: [Piece]

    /// Nil when `{announcement}`, and `{number}` if it is to be there, do not occur exactly once.
    init?(pattern: String, holdsNumber: Bool) {
        let places = holdsNumber ? ["{announcement}", "{number}"] : ["{announcement}"]
        let pieces = Self.pieces(of: pattern)
        guard pieces.count(where: { $0 == .announcement }) == 1,
            pieces.count(where: { $0 == .number }) == places.count - 1
        else { return nil }
        self.pieces = pieces
    }

    private static func pieces(of pattern: String) -> [Piece] {
        var pieces: [Piece] = []
        for (index, part) in pattern.split(separator: "{announcement}", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { pieces.append(.announcement) }
            for (index, literal) in part.split(separator: "{number}", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { pieces.append(.number) }
                if !literal.isEmpty { pieces.append(.literal(String(literal))) }
            }
        }
        return pieces
    }

    /// The sentence of an announcement and of a number in its groups, which is empty when none is known.
    ///
    /// An announcement may end with an abbreviation's full stop ("9:45 a.m."), and that is the sentence's, too.
    public func text(announcement: String, number: String) -> String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .announcement: text += announcement
            case .number: text += number
            case .literal(let literal):
                text += text.hasSuffix(".") && literal.hasPrefix(".") ? String(literal.dropFirst()) : literal
            }
        }
        return text
    }
}
