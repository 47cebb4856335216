internal import Foundation
internal import Prompts
internal import VoicemailModel

/// A sentence of one pair of plural categories: what is written and played, piece by piece.
struct CountSentence {
    enum Step {
        case piece(Int)
        /// A number in words.
        case new(isAtStart: Bool)
        case saved(isAtStart: Bool)
    }

    fileprivate(set) var steps: [Step] = []
    /// Whether something is heard of it: what is next is not its first word.
    fileprivate var isBegun = false
    /// Bytes that neither text nor play is longer than.
    fileprivate(set) var capacity = 0
}

/// The written and the played form of everything that sentences are made of, in one block of memory.
struct CountPieces {
    private struct Piece {
        let text: Range<Int>
        let play: Range<Int>
    }

    /// Where the pieces of numbers begin, each kind in the order of its numbers.
    private struct NumberPlaces {
        /// 1 to 99.
        var alone = 0
        /// 100, 200, … 900.
        var hundreds = 0
        /// The same where a number follows.
        var hundredsAnd = 0
        /// 1 to 99 behind a hundred.
        var rests = 0
    }

    private enum Form {
        case text, play
    }

    private var bytes: [UInt8] = []
    private var pieces: [Piece] = []
    private var numbers = NumberPlaces()
    private var numbersAtStart = NumberPlaces()
    private var longestNumber = 0

    private let catalog: PromptCatalog
    private let playNames: PlayNames?
    private let locale: Locale

    init(catalog: PromptCatalog, playNames: PlayNames?) {
        self.catalog = catalog
        self.playNames = playNames
        locale = Locale(identifier: catalog.language.text)
        numbers = appendNumbers(isAtStart: false)
        numbersAtStart = appendNumbers(isAtStart: true)
    }

    // MARK: Preparing

    private mutating func appendNumbers(isAtStart: Bool) -> NumberPlaces {
        let clips = catalog.clips
        func named(_ family: ClipFamily, or other: ClipFamily, _ number: Int) -> String {
            let name = family.clip(number)
            return clips[name] == nil ? other.clip(number) : name
        }
        var places = NumberPlaces()
        places.alone = pieces.count
        for number in 1...99 { _ = append(ClipFamily.number.clip(number), isAtStart: isAtStart) }
        places.hundreds = pieces.count
        for number in 1...9 { _ = append(ClipFamily.hundred.clip(number), isAtStart: isAtStart) }
        places.hundredsAnd = pieces.count
        for number in 1...9 {
            let clip = named(.hundredAnd, or: .hundred, number)
            _ = append(clip, isAtStart: isAtStart, catalog.counts.writingBehindHundred)
        }
        places.rests = pieces.count
        for number in 1...99 { _ = append(named(.rest, or: .number, number), isAtStart: false) }
        let longestOfTwo = longest(places.hundredsAnd..<places.rests) + longest(places.rests..<pieces.count)
        longestNumber = max(longestNumber, longestOfTwo, longest(places.alone..<places.hundredsAnd))
        return places
    }

    /// Bytes of the longest of these pieces.
    private func longest(_ places: Range<Int>) -> Int {
        places.map { length(of: $0) }.max() ?? 0
    }

    /// A sentence of a catalog, with the phrases of these categories in their places.
    mutating func sentence(_ elements: [CountElement], new: PluralCategory?, saved: PluralCategory?) -> CountSentence {
        let counts = catalog.counts
        var sentence = CountSentence()
        var first: PluralCategory? { new ?? saved }
        for element in elements {
            switch element {
            case .new: append(counts.new, new, isNew: true, to: &sentence)
            case .saved: append(counts.saved, saved, isNew: false, to: &sentence)
            case .verb: append(counts.verb, first, isNew: new != nil, to: &sentence)
            case .writing, .word, .number: append(element, isNew: true, to: &sentence)
            }
        }
        return sentence
    }

    private mutating func append(
        _ phrases: CountOrder.Phrases, _ category: PluralCategory?, isNew: Bool, to sentence: inout CountSentence
    ) {
        for element in category.flatMap({ phrases[$0] }) ?? [] { append(element, isNew: isNew, to: &sentence) }
    }

    private mutating func append(_ element: CountElement, isNew: Bool, to sentence: inout CountSentence) {
        let isAtStart = !sentence.isBegun
        switch element {
        case .writing(let text):
            let piece = append(text: text, play: "")
            sentence.capacity += length(of: piece)
            sentence.steps.append(.piece(piece))
        case .word(let clip):
            let piece = append(clip, isAtStart: isAtStart)
            sentence.isBegun = true
            sentence.capacity += length(of: piece)
            sentence.steps.append(.piece(piece))
        case .number:
            sentence.isBegun = true
            sentence.capacity += longestNumber
            sentence.steps.append(isNew ? .new(isAtStart: isAtStart) : .saved(isAtStart: isAtStart))
        // A sentence holds phrases, and a phrase none.
        case .new, .saved, .verb: break
        }
    }

    /// - Parameter writing: what is written behind the clip.
    private mutating func append(_ clip: String, isAtStart: Bool, _ writing: String = "") -> Int {
        let text = catalog.clips[clip, default: ""]
        let name = playNames?.clip(clip) ?? clip
        return append(
            text: (isAtStart ? capitalized(text) : text) + writing, play: name.isEmpty ? "" : "\(name),")
    }

    private mutating func append(text: String, play: String) -> Int {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        let middle = bytes.count
        bytes.append(contentsOf: play.utf8)
        pieces.append(Piece(text: start..<middle, play: middle..<bytes.count))
        return pieces.count - 1
    }

    /// The first letter as at the beginning of a sentence, in the language's own way: of i, Turkish makes İ.
    private func capitalized(_ text: String) -> String {
        text.first.map { String($0).capitalized(with: locale) + text.dropFirst() } ?? text
    }

    private func length(of piece: Int) -> Int {
        max(pieces[piece].text.count, pieces[piece].play.count)
    }

    // MARK: Writing

    func text(_ sentence: CountSentence, new: Int, saved: Int) -> String {
        TextMemory.text(capacity: sentence.capacity) { text in
            write(sentence, new: new, saved: saved, .text, to: &text)
        }
    }

    func play(_ sentence: CountSentence, new: Int, saved: Int) -> String {
        TextMemory.text(capacity: sentence.capacity) { text in
            write(sentence, new: new, saved: saved, .play, to: &text)
            // Behind the last clip there is no comma.
            text.removeLast()
        }
    }

    private func write(_ sentence: CountSentence, new: Int, saved: Int, _ form: Form, to text: inout TextMemory) {
        for step in sentence.steps {
            switch step {
            case .piece(let piece): write(piece, form, to: &text)
            case .new(let isAtStart): write(new, isAtStart ? numbersAtStart : numbers, form, to: &text)
            case .saved(let isAtStart): write(saved, isAtStart ? numbersAtStart : numbers, form, to: &text)
            }
        }
    }

    private func write(_ number: Int, _ places: NumberPlaces, _ form: Form, to text: inout TextMemory) {
        let (hundreds, rest) = (number / 100, number % 100)
        switch (hundreds, rest) {
        case (0, _): write(places.alone + rest - 1, form, to: &text)
        case (_, 0): write(places.hundreds + hundreds - 1, form, to: &text)
        default:
            write(places.hundredsAnd + hundreds - 1, form, to: &text)
            write(places.rests + rest - 1, form, to: &text)
        }
    }

    private func write(_ piece: Int, _ form: Form, to text: inout TextMemory) {
        let range = form == .text ? pieces[piece].text : pieces[piece].play
        bytes.withUnsafeBytes { text.append(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
}
