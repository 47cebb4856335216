internal import Foundation
internal import VoicemailModel

/// Which recordings are beside the catalogs.
struct Recordings: Sendable {
    /// `es-419/enter-pin`, `es-419/hour24/15`.
    private let names: Set<String>

    init(directory: String, languages: some Sequence<LanguageTag>) {
        let ending = ".wav"
        var names: Set<String> = []
        for language in languages {
            let paths = (try? FileManager.default.subpathsOfDirectory(atPath: "\(directory)/\(language)")) ?? []
            names.formUnion(paths.filter { $0.hasSuffix(ending) }.map { "\(language)/\($0.dropLast(ending.count))" })
        }
        self.names = names
    }

    /// Whether a language has its own recording. Where there is none at all of any language, they are kept elsewhere, and all
    /// are taken to be there.
    func has(_ id: SoundID, in language: LanguageTag) -> Bool {
        names.isEmpty || names.contains("\(language)/\(id.name)")
    }
}
