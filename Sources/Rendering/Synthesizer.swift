internal import Glibc
internal import SoundFiles
internal import VoicemailModel

/// Speaks texts with espeak-ng, and makes of it what a telephone plays with sox.
///
/// It keeps its files in a folder of its own: one synthesizer renders one text at a time.
struct Synthesizer {
    /// Programs that are needed, each also the name of its Debian package.
    static let programs = ["espeak-ng", "sox"]

    private let folder: String

    /// Nil when no folder can be made.
    init?() {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/vmgate-sound-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func close() {
        for name in ["spoken.wav", "telephone.wav", "phonemes"] { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }

    /// The bytes of the WAV file.
    ///
    /// - Throws: `SynthesisFailure`.
    func render(_ source: SoundSource) async throws(SynthesisFailure) -> [UInt8] {
        let (spoken, telephone) = ("\(folder)/spoken.wav", "\(folder)/telephone.wav")
        try await run(
            "espeak-ng",
            [
                "-v", source.voice, "-s", String(source.wordsPerMinute), "-w", spoken, "--phonout=\(folder)/phonemes",
                "--ipa", "--", source.spoken,
            ])
        if let complaint = Pronunciation.complaint(
            phonemes: phonemes, written: source.written, voice: source.voice)
        {
            throw SynthesisFailure(complaint)
        }
        try await run("sox", ["-D", spoken, "-b", "16", telephone] + Self.effects)
        guard case .bytes(let bytes, let size) = FileBytes.read(telephone, maximum: Limits.soundFileBytes) else {
            throw SynthesisFailure("was not rendered: sox left no file")
        }
        do {
            let samples = Loudness.levelled(try WaveFile(bytes, fileSize: size).samples)
            let result = WaveFile.bytes(samples, renderedFrom: source.digest)
            if let problem = SoundCheck.problems(try WaveFile(result)).first { throw problem }
            return result
        } catch {
            throw SynthesisFailure("was rendered badly: the sound \(error)")
        }
    }

    /// From espeak-ng's 22,050 samples a second to the telephone's; without what is below a telephone's band; without
    /// silence at both ends except for 20 and 60 ms, so that clips in a row do not run into each other.
    private static let effects = [
        "channels", "1", "rate", "8000", "highpass", "120", "silence", "1", "0.005", "0.1%", "reverse", "silence", "1",
        "0.005", "0.1%", "reverse", "pad", "0.02", "0.06",
    ]

    private func run(_ program: String, _ arguments: [String]) async throws(SynthesisFailure) {
        let (status, output) = try await ChildProcess.run(program, arguments)
        guard status == 0 else {
            let said = output.split(separator: "\n").last.map { ": \($0)" } ?? ""
            throw SynthesisFailure("was not rendered: \(program) failed with \(status)\(said)")
        }
    }

    private var phonemes: String {
        guard case .bytes(let bytes, _) = FileBytes.read("\(folder)/phonemes", maximum: 64 << 10) else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Why a text has no sound, as the end of a sentence that begins with its name.
struct SynthesisFailure: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
