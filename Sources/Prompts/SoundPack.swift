internal import VoicemailModel

/// Recordings that people already have, such as those that Asterisk comes with: which of them say what our prompts and clips
/// say. Data of the folder `packs/<name>` beside the catalogs.
struct SoundPack: Sendable {
    let name: String
    /// The engine's own word for a language, where the pack names one.
    let engineLanguages: [LanguageTag: String]
    let maps: [LanguageTag: SoundPackMap]
    /// The languages whose catalogs have recordings of ours.
    let languages: Set<LanguageTag>

    /// Whether this is the name of a recording of ours and none of the pack's: `es-419/hour12/1`.
    func isOfCatalog(_ name: String) -> Bool {
        SoundName.language(of: name).map(languages.contains) ?? false
    }

    /// The engine's own word for a language: `se` for Swedish. Where the pack names none, the tag as engines write it.
    func engineLanguage(of language: LanguageTag) -> String {
        engineLanguages[language] ?? language.text.replacing("-", with: "_")
    }
}

/// What a pack has in one language.
struct SoundPackMap: Sendable {
    /// Where the recordings are under the engine's folder of sounds.
    let folder: String
    /// The names that are played for one id, in their order. For a clip there may be none, when the clips around it say it too.
    let names: [SoundID: [String]]
}

/// What a recording is of.
enum SoundID: Hashable, Sendable {
    case prompt(PromptID)
    /// By its name: `hour24/15`, `period/pm`, `at`.
    case clip(String)

    var name: String {
        switch self {
        case .prompt(let id): id.name
        case .clip(let name): name
        }
    }

    /// Where its names are in a pack's file.
    var key: String {
        switch self {
        case .prompt(let id): "prompts.\(id)"
        case .clip(let name): name.contains("/") ? "clips.\(name.replacing("/", with: "."))" : "clips.words.\(name)"
        }
    }
}
