public import Prompts
internal import VoicemailModel

/// What a studio needs to record one language: every sound with its text, a sentence in which it stands, and its file.
public struct StudioScript: Sendable {
    /// Where in a sentence a sound is heard, which decides how it is spoken.
    public enum Place: String, CaseIterable, Sendable {
        /// It is the whole sentence.
        case alone
        case first
        case middle
        case last
    }

    /// One sound. It is in a script exactly once.
    public struct Row: Hashable, Sendable {
        /// As replies name it: `weekday/1`.
        public let name: String
        /// Under the folder of the catalogs: `de-DE/weekday/1.wav`.
        public let file: String
        public let text: String
        /// What is heard before it in an example, and behind it. The sentence itself is not recorded.
        public let before: String
        public let after: String
        /// Where it stands in the example.
        public let place: Place
        /// Where else it stands in other sentences.
        public let otherPlaces: [Place]
        /// How it is pronounced, where the language's `voice.json` says so.
        public let reading: String?
        /// The files of the other sounds with the same text.
        public let sameText: [String]
    }

    /// The prompts, or the clips of one family, in the order of their numbers.
    public struct Section: Hashable, Sendable {
        public let name: String
        public let rows: [Row]
    }

    /// The tag of its catalog.
    public let language: String
    public let isRightToLeft: Bool
    public let sections: [Section]

    public var rows: [Row] { sections.flatMap(\.rows) }

    /// - Parameters:
    ///   - voice: what `voice.json` says of how texts are read.
    ///   - sentences: what is said with the clips, as their names: the first in which a clip stands is its example.
    public init(_ catalog: PromptCatalog, voice: SpeakingVoice, sentences: [[String]]) {
        language = catalog.language.text
        let texts = SpokenText.all(of: catalog)
        let places = SoundPlaces(sentences)
        let byName = Dictionary(uniqueKeysWithValues: texts.map { ($0.name, $0.text) })
        let byText = Dictionary(grouping: texts, by: \.text)
        func file(_ name: String) -> String { "\(catalog.language)/\(name).wav" }
        func row(_ sound: SpokenText) -> Row {
            let example = places.example(of: sound.name)
            func said(_ names: some Sequence<String>) -> String {
                names.compactMap { byName[$0] }.joined(separator: " ")
            }
            let spoken = voice.readings.applied(to: sound.text)
            return Row(
                name: sound.name, file: file(sound.name), text: sound.text, before: said(example.before),
                after: said(example.after), place: example.place,
                otherPlaces: places.places(of: sound.name).filter { $0 != example.place },
                reading: spoken == sound.text ? nil : spoken,
                sameText: (byText[sound.text] ?? []).map(\.name).filter { $0 != sound.name }.map(file))
        }
        sections = Self.sections(of: texts).map { Section(name: $0.name, rows: $0.texts.map(row)) }
        isRightToLeft =
            texts.lazy.flatMap(\.text.unicodeScalars).first(where: \.properties.isAlphabetic)
            .map(Self.isRightToLeft) ?? false
    }

    // MARK: In which order

    /// Prompts first, then words, then the families: those of a date in the order of its parts, then all others by their names.
    private static func sections(of texts: [SpokenText]) -> [(name: String, texts: [SpokenText])] {
        let known = ["prompts", "words"] + ClipFamily.allCases.map(\.rawValue)
        return Dictionary(grouping: texts, by: section)
            .sorted { left, right in
                let (leftRank, rightRank) = (
                    known.firstIndex(of: left.key) ?? known.count, known.firstIndex(of: right.key) ?? known.count
                )
                return (leftRank, left.key) < (rightRank, right.key)
            }
            .map { section, texts in
                (section, section == known[0] ? texts : texts.sorted { order($0) < order($1) })
            }
    }

    private static func section(of text: SpokenText) -> String {
        guard !text.isPrompt else { return "prompts" }
        let parts = text.name.split(separator: "/")
        return parts.count > 1 ? String(parts[0]) : "words"
    }

    /// Numbers before names.
    private static func order(_ text: SpokenText) -> (Int, String) {
        let name = text.name.split(separator: "/").last.map(String.init) ?? text.name
        return (Int(name) ?? Int.max, name)
    }

    /// The Hebrew and Arabic scripts, and what is written as they are.
    private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        (0x0590...0x08FF).contains(scalar.value) || (0xFB1D...0xFEFC).contains(scalar.value)
    }
}
