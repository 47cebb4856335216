internal import SoundFiles
internal import VoicemailModel

/// What a recording must be like, for whoever makes it. `make prompts` makes sounds that are like that.
enum RecordingTerms {
    static var format: String {
        let telephone = SoundFormat.telephone
        return "WAV, \(telephone.bits)-bit PCM, \(telephone.rate) Hz, \(telephone.channels == 1 ? "mono" : "stereo")"
    }

    /// As `Loudness` levels sounds.
    static let loudness = "\u{2212}20 dBFS on average without pauses, no peak above \u{2212}1.5 dBFS"

    /// As the synthesizer pads them, so that clips in a row neither run into each other nor drag.
    static let silence = "20 ms before the voice, 60 ms behind it"

    static var length: String {
        let milliseconds = Limits.soundMilliseconds
        return "\(Double(milliseconds.lowerBound) / 1000) s to \(milliseconds.upperBound / 1000) s"
    }
}
