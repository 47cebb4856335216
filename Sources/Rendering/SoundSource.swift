public import SoundFiles

/// Everything that a rendered sound is made of. Equal sources sound alike.
public struct SoundSource: Hashable, Sendable {
    /// As the catalog has it.
    public let written: String
    /// As the voice is given it.
    public let spoken: String
    public let voice: String
    public let wordsPerMinute: Int

    public init(_ text: SpokenText, voice: SpeakingVoice) {
        written = text.text
        spoken = voice.readings.applied(to: text.text)
        self.voice = voice.name
        wordsPerMinute = voice.wordsPerMinute
    }

    /// Goes up when the same source is rendered differently from before, so that everything is rendered again.
    private static let recipe = 1

    public var digest: SoundDigest {
        SoundDigest(of: [String(Self.recipe), voice, String(wordsPerMinute), spoken].joined(separator: "\0").utf8)
    }
}
