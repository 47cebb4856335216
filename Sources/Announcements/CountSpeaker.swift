internal import Prompts
public import VoicemailModel

/// How many messages there are, ready to be shown and to be said.
public struct CountAnnouncement: Hashable, Sendable {
    /// The sentence in the language, with the numbers in words, as it is heard.
    public let text: String
    /// What is played in speaking order, with commas between the names, as in `Announcement`.
    public let play: String

    /// The names in `play`.
    public var clips: [String] {
        play.split(separator: ",").map(String.init)
    }
}

/// Says how many messages there are, in one language.
///
/// Text and sound are written from the same clips, so that they cannot name different numbers. All of it is prepared when the
/// speaker is made; a request copies bytes.
public final class CountSpeaker: Sendable {
    private let rule: PluralRule
    private let pieces: CountPieces
    private let onlyNew: [PluralCategory: CountSentence]
    private let onlySaved: [PluralCategory: CountSentence]
    private let both: [PluralCategory: [PluralCategory: CountSentence]]
    private let none: CountAnnouncement
    private let noneNew: CountAnnouncement

    /// - Parameter playNames: what is played for each clip, where that is not the clip's own name.
    init(catalog: PromptCatalog, playNames: PlayNames?) {
        let order = catalog.counts
        var pieces = CountPieces(catalog: catalog, playNames: playNames)
        rule = order.rule
        onlyNew = order.new.keys.reduce(into: [:]) { sentences, new in
            sentences[new] = pieces.sentence(order.onlyNew, new: new, saved: nil)
        }
        onlySaved = order.saved.keys.reduce(into: [:]) { sentences, saved in
            sentences[saved] = pieces.sentence(order.onlySaved, new: nil, saved: saved)
        }
        both = order.new.keys.reduce(into: [:]) { sentences, new in
            sentences[new] = order.saved.keys.reduce(into: [:]) { sentences, saved in
                sentences[saved] = pieces.sentence(order.both, new: new, saved: saved)
            }
        }
        self.pieces = pieces
        func prompt(_ id: PromptID) -> CountAnnouncement {
            CountAnnouncement(text: catalog.prompt(id).text, play: playNames?.prompt(id) ?? id.name)
        }
        none = prompt(.noMessages)
        noneNew = prompt(.noNewMessages)
    }

    /// What is said of so many messages. Saved ones are not spoken of where there are none, or where nothing is known of them.
    public func announcement(of counts: MessageCounts) -> CountAnnouncement {
        let (new, saved) = (counts.new, counts.saved ?? 0)
        let sentence: CountSentence?
        switch (new, saved) {
        case (0, 0): return counts.saved == nil ? noneNew : none
        case (_, 0): sentence = onlyNew[rule.category(of: new)]
        case (0, _): sentence = onlySaved[rule.category(of: saved)]
        case (_, _): sentence = both[rule.category(of: new)]?[rule.category(of: saved)]
        }
        // The catalog's reader lets no category be missing.
        guard let sentence else { preconditionFailure("a number has no sentence") }
        return CountAnnouncement(
            text: pieces.text(sentence, new: new, saved: saved), play: pieces.play(sentence, new: new, saved: saved))
    }
}
