internal import Foundation
public import Prompts
public import SoundFiles
internal import VoicemailModel

/// One sound that a language needs, and what is in its place.
public struct FoundSound: Sendable {
    public enum State: Sendable, Hashable {
        case missing
        /// A person's. It is never overwritten.
        case recorded
        case rendered
        /// Rendered of another text, or in another way, than would be today.
        case stale
    }

    public let text: SpokenText
    public let source: SoundSource
    public let file: String
    public let state: State
    /// Looked for when asked for.
    public let problems: [SoundProblem]
}

/// The sounds of one language: what it needs, what is there, and what is there beside that.
public struct LanguageSounds: Sendable {
    public let catalog: PromptCatalog
    /// Whether what is missing can be rendered.
    let hasVoice: Bool
    public let sounds: [FoundSound]
    /// Files that were rendered for a text that no longer exists.
    public let leftOver: [String]
    /// Recordings that no reply names.
    public let unknown: [String]

    /// - Parameter thoroughly: whether the samples are looked at too.
    public init(_ catalog: PromptCatalog, directory: String, voice: SpeakingVoice, thoroughly: Bool) {
        self.catalog = catalog
        hasVoice = voice.speaks
        sounds = SpokenText.all(of: catalog).map { text in
            Self.find(text, catalog, directory: directory, voice: voice, thoroughly: thoroughly)
        }
        let folder = "\(directory)/\(catalog.language.text)"
        let needed = Set(sounds.map(\.file))
        let others = Self.waveFiles(in: folder).filter { !needed.contains($0) }
        let leftOver = others.filter { Self.renderedSource(of: $0) != nil }
        self.leftOver = leftOver
        unknown = others.filter { !leftOver.contains($0) }
    }

    private static func find(
        _ text: SpokenText, _ catalog: PromptCatalog, directory: String, voice: SpeakingVoice, thoroughly: Bool
    ) -> FoundSound {
        let file = SpokenText.file(text.name, of: catalog, directory: directory)
        let source = SoundSource(text, voice: voice)
        func found(_ state: FoundSound.State, _ problems: [SoundProblem] = []) -> FoundSound {
            FoundSound(text: text, source: source, file: file, state: state, problems: problems)
        }
        switch SoundPlace(file) {
        case .missing: return found(.missing)
        case .odd(let problem): return found(.recorded, [problem])
        case .wave(let wave):
            let rendered = wave.renderedSource
            let state: FoundSound.State = rendered.map { $0 == source.digest ? .rendered : .stale } ?? .recorded
            return found(state, thoroughly ? SoundCheck.problems(wave) : [])
        }
    }

    /// Of what a file was rendered; nil when there is none, and for a recording.
    static func renderedSource(of file: String) -> SoundDigest? {
        guard case .wave(let wave) = SoundPlace(file) else { return nil }
        return wave.renderedSource
    }

    /// In the folder and the folders of the clip families.
    static func waveFiles(in folder: String) -> [String] {
        guard let names = FileManager.default.enumerator(atPath: folder) else { return [] }
        return names.compactMap { $0 as? String }.filter { name in
            name.hasSuffix(".wav") && !name.split(separator: "/").contains { $0.hasPrefix(".") }
        }.sorted().map { "\(folder)/\($0)" }
    }
}
