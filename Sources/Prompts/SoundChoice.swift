internal import VoicemailModel

/// Chooses what is played for every prompt and clip while a sound pack is in force: all of it when the catalogs are loaded,
/// nothing when somebody asks.
struct SoundChoice {
    let pack: SoundPack
    let catalogs: [LanguageTag: PromptCatalog]
    let defaultLanguage: LanguageTag
    let recordings: Recordings

    func playNames(of catalog: PromptCatalog) -> PlayNames {
        // Most languages have all they need, and nobody asks who is near them.
        lazy var others = neighbours(of: catalog.language)
        func play(_ id: SoundID) -> String {
            (own(id, catalog.language) ?? others.lazy.compactMap { borrowed(id, from: $0) }.first
                ?? [recording(id, catalog.language)]).joined(separator: ",")
        }
        return PlayNames(
            engineLanguage: pack.engineLanguage(of: catalog.language),
            prompts: PromptID.allCases.map { play(.prompt($0)) },
            clips: Dictionary(uniqueKeysWithValues: catalog.clips.keys.map { ($0, play(.clip($0))) }))
    }

    /// What the language itself has: the pack's recordings, or its own.
    private func own(_ id: SoundID, _ language: LanguageTag) -> [String]? {
        if let names = pack.maps[language]?.names[id] { return names }
        return recordings.has(id, in: language) ? [recording(id, language)] : nil
    }

    /// What another language has. The pack's names are looked for in the caller's language first, so that they say where they
    /// are.
    private func borrowed(_ id: SoundID, from language: LanguageTag) -> [String]? {
        guard isThere(id, in: language), let names = own(id, language), !names.isEmpty else { return nil }
        guard let map = pack.maps[language], map.names[id] != nil else { return names }
        return names.map { pack.isOfCatalog($0) ? $0 : "\(map.folder)/\($0)" }
    }

    private func isThere(_ id: SoundID, in language: LanguageTag) -> Bool {
        switch id {
        case .prompt: true
        // Words and periods are each language's own.
        case .clip(let name): catalogs[language]?.clips[name] != nil
        }
    }

    private func recording(_ id: SoundID, _ language: LanguageTag) -> String {
        "\(language)/\(id.name)"
    }

    /// The other languages that CLDR holds near enough, the nearest first, and behind them the default language.
    private func neighbours(of language: LanguageTag) -> [LanguageTag] {
        var rest = catalogs.keys.filter { $0 != language }.sorted { $0.text < $1.text }
        var neighbours: [LanguageTag] = []
        while let some = rest.first,
            let matcher = LanguageMatcher(languages: rest, defaultLanguage: some, isNearOnly: true)
        {
            let match = matcher.match([language])
            guard match.step != .default else { break }
            neighbours.append(match.language)
            rest.removeAll { $0 == match.language }
        }
        if language != defaultLanguage, !neighbours.contains(defaultLanguage) { neighbours.append(defaultLanguage) }
        return neighbours
    }
}
