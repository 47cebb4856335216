public import Prompts
internal import SoundFiles
internal import VoicemailModel

/// A sound file that is not to be played to callers, and why.
public struct OddSound: Hashable, Sendable, CustomStringConvertible {
    public let file: String
    /// The end of a sentence that begins with the file's name.
    public let reason: String

    public var description: String { "\(file) \(reason)." }
}

/// How complete the sound of one language is.
public struct SoundReport: Sendable {
    public let language: String
    /// Whether espeak-ng has a voice for the language. Where it has none, a person must record it.
    public let hasVoice: Bool
    public let prompts: Count
    public let clips: Count
    public let rendered: Int
    public let recorded: Int
    /// Names, as replies have them; likewise below.
    public let missing: [String]
    /// Rendered of another text, or in another way, than would be today.
    public let stale: [String]
    public let odd: [OddSound]
    /// What voice.json has readings of although it is in no text.
    public let unusedReadings: [String]
    /// The language's folder.
    private let folder: String

    /// How many of how many are there.
    public struct Count: Hashable, Sendable {
        public let present: Int
        public let needed: Int
    }

    /// Looks at every file.
    public init(_ catalog: PromptCatalog, directory: String) {
        let tag = catalog.language.text
        language = tag
        folder = "\(directory)/\(catalog.language.text)"
        var odd: [OddSound] = []
        var voice = SpeakingVoice(name: "")
        do {
            voice = try VoiceFile.read(catalog, directory: directory)
        } catch {
            odd.append(OddSound(file: error.file, reason: error.key.map { "\($0) \(error.reason)" } ?? error.reason))
        }
        hasVoice = voice.speaks
        let language = LanguageSounds(catalog, directory: directory, voice: voice, thoroughly: true)
        let present = language.sounds.filter { $0.state != .missing }
        func count(_ isPrompt: Bool) -> Count {
            Count(
                present: present.count { $0.text.isPrompt == isPrompt },
                needed: language.sounds.count { $0.text.isPrompt == isPrompt })
        }
        unusedReadings = voice.readings.unused(in: language.sounds.map(\.text.text))
        prompts = count(true)
        clips = count(false)
        recorded = present.count { $0.state == .recorded }
        rendered = present.count - recorded
        missing = language.sounds.filter { $0.state == .missing }.map(\.text.name)
        // Without a voice nobody can tell what would be rendered.
        stale = odd.isEmpty ? present.filter { $0.state == .stale }.map(\.text.name) : []
        for sound in present {
            odd += sound.problems.map { OddSound(file: sound.file, reason: $0.description) }
        }
        odd += language.unknown.map { file in
            OddSound(
                file: file, reason: "is not named after a prompt or clip of \(tag); rename it or remove it")
        }
        self.odd = odd
    }

    /// One for each language.
    public static func all(_ catalogs: [PromptCatalog], directory: String) -> [SoundReport] {
        inParallel(catalogs) { SoundReport($0, directory: directory) }
    }

    public var hasSound: Bool { rendered + recorded > 0 }

    /// What a person has to do, a sentence each.
    ///
    /// - Parameter isSoundWanted: whether a language without any sound is a gap. There are front ends that speak for
    ///   themselves.
    public func gaps(isSoundWanted: Bool) -> [String] {
        var gaps: [String] = []
        if !missing.isEmpty, hasSound || isSoundWanted {
            let are = missing.count == 1 ? "1 sound is" : "\(missing.count) sounds are"
            let todo = hasVoice ? "`vmgate prompts render` makes what is missing" : "record what is missing"
            gaps.append("\(folder): \(are) missing (\(Self.some(missing))); \(todo).")
        }
        if !stale.isEmpty {
            let are = stale.count == 1 ? "1 sound is" : "\(stale.count) sounds are"
            let todo = hasVoice ? "`vmgate prompts render` renders again" : "record the new text"
            gaps.append("\(folder): \(are) of an older text (\(Self.some(stale))); \(todo).")
        }
        if !unusedReadings.isEmpty {
            let fit = unusedReadings.count == 1 ? "1 reading fits" : "\(unusedReadings.count) readings fit"
            gaps.append(
                "\(folder)/voice.json: \(fit) no text (\(Self.some(unusedReadings))); correct what is misspelt, remove the rest."
            )
        }
        return gaps + odd.map(\.description)
    }

    /// What to know of a language that espeak-ng does not speak, as a sentence; nil of the others.
    public var note: String? {
        hasVoice
            ? nil
            : "\(folder): the texts are complete, but espeak-ng has no voice for \(language); its sounds must be recorded."
    }

    private static func some(_ names: [String]) -> String {
        names.count > 4 ? names.prefix(3).joined(separator: ", ") + ", …" : names.joined(separator: ", ")
    }

    /// The recordings in a folder of catalogs that cannot be played as they are. Only the beginnings of the files are read.
    public static func oddForms(in directory: String) -> [OddSound] {
        LanguageSounds.waveFiles(in: directory).compactMap { file in
            problemOfForm(of: file).map { OddSound(file: file, reason: $0.description) }
        }
    }

    private static func problemOfForm(of file: String) -> SoundProblem? {
        // Something long may stand before the sound.
        let beginning = problemOfForm(of: file, maximum: Limits.soundHeaderBytes)
        return beginning == .notWave ? problemOfForm(of: file, maximum: Limits.soundFileBytes) : beginning
    }

    private static func problemOfForm(of file: String, maximum: Int) -> SoundProblem? {
        switch SoundPlace(file, maximum: maximum) {
        case .missing: nil
        case .odd(let problem): problem
        case .wave(let wave): SoundCheck.problemsOfForm(wave).first
        }
    }
}
