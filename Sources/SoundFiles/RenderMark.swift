/// What a rendered sound carries in itself, behind its samples: what it was made of, and what it sounded like then.
///
/// A recording has no mark, and one that was made from a rendered file no longer fits it: so nothing that a person has recorded
/// is ever taken for rendered, and no list has to be kept beside the files.
public struct RenderMark: Hashable, Sendable {
    /// Of text, voice and everything else that the sound was made of.
    public let source: SoundDigest
    /// Of the samples.
    let sound: SoundDigest

    public init(source: SoundDigest, sound: SoundDigest) {
        self.source = source
        self.sound = sound
    }

    private static let beginning = "Rendered by vmgate from "
    private static let middle = " as "

    var text: String { Self.beginning + source.description + Self.middle + sound.description }

    init?(text: String) {
        guard text.hasPrefix(Self.beginning) else { return nil }
        let words = text.dropFirst(Self.beginning.count).split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[1] == "as", let source = SoundDigest(words[0]), let sound = SoundDigest(words[2])
        else { return nil }
        self.init(source: source, sound: sound)
    }
}
