public import Prompts
internal import VoicemailModel

/// Reads a language's `voice.json`: which voice speaks its texts.
public enum VoiceFile {
    /// Without a file, the voice of the language's own name.
    ///
    /// - Throws: the first thing that is wrong with the file.
    public static func read(_ catalog: PromptCatalog, directory: String) throws(CatalogProblem) -> SpeakingVoice {
        let tag = catalog.language.text
        let file = "\(directory)/\(tag)/voice.json"
        var values = CatalogValueReader(language: catalog.language, file: file)
        var voice = SpeakingVoice(name: String(tag.prefix { $0 != "-" }))
        switch FileBytes.read(file, maximum: Limits.voiceFileBytes) {
        case .missing: break
        case .unreadable(let reason): values.report(nil, "cannot be read (\(reason)); correct that or remove it")
        case .bytes(let bytes, let size) where size != bytes.count:
            values.report(nil, "is longer than \(Limits.voiceFileBytes) bytes; shorten it")
        case .bytes(let bytes, _):
            if let root = values.root(bytes) { voice = self.voice(in: root, &values) }
        }
        if let problem = values.problems.first { throw problem }
        return voice
    }

    /// To be used when nothing was reported.
    private static func voice(in root: CatalogObject, _ values: inout CatalogValueReader) -> SpeakingVoice {
        let (speed, readings) = ("words_per_minute", "readings")
        values.reportUnknownKeys(of: root, known: ["voice", speed, readings])
        let name = values.text("voice", of: root, whatToAdd: "add a voice that `espeak-ng --voices` lists, or \"none\"")
        if let name, !SpeakingVoice.isName(name) {
            values.report("voice", "must name a voice that `espeak-ng --voices` lists; write one, such as \"de\"")
        }
        var voice = SpeakingVoice(name: name ?? "")
        if root.members[speed] != nil {
            voice.wordsPerMinute = values.wholeNumber(speed, of: root, in: Limits.wordsPerMinute) ?? 0
        }
        if root.members[readings] != nil, let object = values.object(readings, of: root) {
            voice.readings = self.readings(in: object, &values)
        }
        return voice
    }

    private static func readings(in object: CatalogObject, _ values: inout CatalogValueReader) -> Readings {
        var readings: [String: String] = [:]
        for written in object.members.keys.sorted() {
            if written.isEmpty {
                values.report(
                    "readings",
                    "holds a reading of an empty text; write the text that is read differently, or remove it")
            }
            readings[written] = values.text(written, of: object)
        }
        return Readings(readings)
    }
}
