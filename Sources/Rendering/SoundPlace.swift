internal import SoundFiles
internal import VoicemailModel

/// What is found where a sound is expected.
enum SoundPlace {
    case missing
    /// A file, and why it is not a sound that can be read.
    case odd(SoundProblem)
    case wave(WaveFile)

    /// - Parameter maximum: bytes that are read of the file.
    init(_ file: String, maximum: Int = Limits.soundFileBytes) {
        switch FileBytes.read(file, maximum: maximum) {
        case .missing: self = .missing
        case .unreadable(let reason): self = .odd(.unreadable(reason))
        case .bytes(let bytes, let size):
            do {
                self = .wave(try WaveFile(bytes, fileSize: size))
            } catch {
                self = .odd(error)
            }
        }
    }
}
