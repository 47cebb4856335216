public import Prompts
internal import SoundFiles
internal import VoicemailModel

/// The clips of an announcement, put together into one sound as a telephone plays them.
public enum SpokenSentence {
    /// Why there is no sound, as one sentence that names the file.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// The samples of all clips, one behind the other. Pauses are theirs.
    ///
    /// - Throws: `Failure` when a clip is missing, or is not to be played.
    public static func samples(
        _ clips: [String], of catalog: PromptCatalog, directory: String
    ) throws(Failure) -> [Int16] {
        var samples: [Int16] = []
        for clip in clips {
            samples += try self.samples(in: SpokenText.file(clip, of: catalog, directory: directory))
        }
        return samples
    }

    private static func samples(in file: String) throws(Failure) -> [Int16] {
        let problem: SoundProblem
        switch SoundPlace(file) {
        case .missing:
            throw Failure(description: "\(file) is missing: `vmgate prompts render` (`make prompts`) makes it.")
        case .odd(let reason): problem = reason
        case .wave(let wave):
            guard let first = SoundCheck.problems(wave).first else { return wave.samples }
            problem = first
        }
        throw Failure(description: "\(file) \(problem).")
    }
}
