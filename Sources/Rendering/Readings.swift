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
        let characters = Array(text)
        var result = ""
        var place = 0
        var isBehindReading = false
        while place < characters.count {
            guard let reading = readings[characters[place]]?.first(where: { fits($0, characters, at: place) }) else {
                // A word that was read and one that was not are two words.
                if isBehindReading, Self.isOfWord(characters[place]) { result += " " }
                result.append(characters[place])
                isBehindReading = false
                place += 1
                continue
            }
            if let last = result.last, Self.isOfWord(last) || isBehindReading { result += " " }
            result += reading.spoken
            isBehindReading = true
            place += reading.written.count
        }
        return result
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
