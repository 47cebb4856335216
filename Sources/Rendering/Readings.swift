/// How a voice is to read what it would read wrongly: written text to text that it speaks right.
///
/// A text is gone through from its beginning, and at each place the longest that fits is taken. Where a language writes spaces
/// between words, only whole words are replaced; in Chinese and Japanese any part of the text.
public struct Readings: Sendable {
    private struct Reading {
        let written: [Character]
        let spoken: String
    }

    /// By the first character, the longest first.
    private let readings: [Character: [Reading]]

    public init(_ readings: [String: String]) {
        let all = readings.map { Reading(written: Array($0.key), spoken: $0.value) }.filter { !$0.written.isEmpty }
        self.readings = Dictionary(grouping: all) { $0.written[0] }
            .mapValues { $0.sorted { $0.written.count > $1.written.count } }
    }

    /// The text as the voice is to be given it.
    public func applied(to text: String) -> String {
        guard !readings.isEmpty else { return text }
        var result = ""
        var isBehindReading = false
        for piece in pieces(of: text) {
            switch piece {
            case .unread(let character):
                // A word that was read and one that was not are two words.
                if isBehindReading, Self.isOfWord(character) { result += " " }
                result.append(character)
                isBehindReading = false
            case .read(let reading):
                if let last = result.last, Self.isOfWord(last) || isBehindReading { result += " " }
                result += reading.spoken
                isBehindReading = true
            }
        }
        return result
    }

    /// What is written in the readings and nowhere in these texts, at least in no place where no longer one is taken.
    public func unused(in texts: [String]) -> [String] {
        var unused = Set(readings.values.joined().map { String($0.written) })
        for text in texts {
            for case .read(let reading) in pieces(of: text) { unused.remove(String(reading.written)) }
        }
        return unused.sorted()
    }

    private enum Piece {
        case unread(Character)
        case read(Reading)
    }

    private func pieces(of text: String) -> [Piece] {
        let characters = Array(text)
        var pieces: [Piece] = []
        var place = 0
        while place < characters.count {
            if let reading = readings[characters[place]]?.first(where: { fits($0, characters, at: place) }) {
                pieces.append(.read(reading))
                place += reading.written.count
            } else {
                pieces.append(.unread(characters[place]))
                place += 1
            }
        }
        return pieces
    }

    private func fits(_ reading: Reading, _ characters: [Character], at place: Int) -> Bool {
        let end = place + reading.written.count
        guard end <= characters.count, characters[place..<end].elementsEqual(reading.written) else { return false }
        let isSplit = { (left: Int, right: Int) in
            characters.indices.contains(left) && characters.indices.contains(right)
                && Self.needsSpaces(characters[left]) && Self.needsSpaces(characters[right])
        }
        return !isSplit(place - 1, place) && !isSplit(end - 1, end)
    }

    private static func isOfWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber
    }

    /// Whether words of this script have spaces between them.
    private static func needsSpaces(_ character: Character) -> Bool {
        guard isOfWord(character), let scalar = character.unicodeScalars.first else { return false }
        // Hiragana and katakana.
        return !scalar.properties.isIdeographic && !(0x3040...0x30FF).contains(scalar.value)
    }
}
