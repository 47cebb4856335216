/// The synthetic voice of a language: a voice of espeak-ng, how fast it speaks, and what it is told to read differently.
public struct SpeakingVoice: Sendable {
    public let name: String
    public internal(set) var wordsPerMinute: Int
    public internal(set) var readings: Readings

    public init(name: String, wordsPerMinute: Int = usualWordsPerMinute, readings: Readings = Readings([:])) {
        self.name = name
        self.wordsPerMinute = wordsPerMinute
        self.readings = readings
    }

    /// The name in `voice.json` where espeak-ng speaks the language with no voice: a person has to record it.
    static let noVoice = "none"

    /// Whether there is a voice that speaks the language.
    public var speaks: Bool { name != Self.noVoice }

    /// A little slower than espeak-ng is by itself: a telephone swallows consonants.
    public static let usualWordsPerMinute = 150

    /// Nil when no voice can have this name. It becomes an argument of espeak-ng.
    static func isName(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count) && text.first != "-"
            && text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789-+_".unicodeScalars.contains($0))
            }
    }
}
