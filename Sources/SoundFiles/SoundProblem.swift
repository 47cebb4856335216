/// What is wrong with a sound file, as the end of a sentence that begins with the file's name and says what to do.
public enum SoundProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// It does not begin as a WAV file, or has no chunk of the format or none of the sound.
    case notWave
    /// Coded in another way than as plain samples (PCM): the number is WAVE's format tag.
    case notPlain(tag: Int)
    case rate(Int)
    case channels(Int)
    case bits(Int)
    /// The file ends before the sound that its header promises.
    case cutShort(missingBytes: Int)
    case tooShort(milliseconds: Int)
    case tooLong(seconds: Int)
    case silent
    /// Several samples in a row are as far out as can be: what was beyond is lost, and it crackles.
    case clipped(atMilliseconds: Int)
    case unreadable(String)

    public var description: String {
        switch self {
        case .notWave: "is not a WAV file; save it as WAV"
        case .notPlain(let tag): "is a WAV file with encoding \(tag); save it as plain 16-bit samples (PCM)"
        case .rate(let rate): "has \(rate) samples a second and would be played at the wrong speed; save it with 8000"
        case .channels(let channels): "has \(channels) channels; save it as mono"
        case .bits(let bits): "has samples of \(bits) bits; save it with 16"
        case .cutShort(let bytes): "ends \(bytes) bytes before its sound does; copy it again"
        case .tooShort(let milliseconds): "lasts \(milliseconds) ms, too short to be a word; record it again"
        case .tooLong(let seconds): "lasts \(seconds) s, too long to be one clip or prompt; cut it"
        case .silent: "is silent; record it again"
        case .clipped(let milliseconds):
            "is clipped at \(Self.seconds(milliseconds)) s and crackles; record it more quietly"
        case .unreadable(let reason): "cannot be read (\(reason)); let the server's user read it"
        }
    }

    private static func seconds(_ milliseconds: Int) -> String {
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
