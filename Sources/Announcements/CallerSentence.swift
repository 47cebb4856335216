internal import Prompts
internal import VoicemailModel

/// Whom a message came from, in one language: behind an announcement, in writing and as clips.
final class CallerSentence {
    private let phrases: CallerPhrases
    private let playNames: PlayNames?

    /// - Parameter playNames: what is played for each clip and prompt, where that is not its own name.
    init(_ phrases: CallerPhrases, playNames: PlayNames?) {
        self.phrases = phrases
        self.playNames = playNames
    }

    /// The announcement with the caller in `text` and in `play`.
    func adding(_ caller: MessageCaller, to announcement: Announcement) -> Announcement {
        let (phrase, number): (CallerPhrases.Phrase, CallerNumber?) =
            switch caller {
            case .number(let number): (phrases.number, number)
            case .withheld: (phrases.unknown, nil)
            }
        let written = number.map { GroupedNumber.text($0, by: phrases.groups) } ?? ""
        let played = phrase.order.flatMap { names($0, number) }.filter { !$0.isEmpty }
        return Announcement(
            date: announcement.date, time: announcement.time,
            text: phrase.text.text(announcement: announcement.text, number: written),
            play: ([announcement.play] + played).joined(separator: ","))
    }

    private func names(_ element: CallerPhrases.Element, _ number: CallerNumber?) -> [String] {
        switch element {
        case .number: (number?.text ?? "").compactMap(DigitClip.name).map(name)
        case .prompt(let id): [playNames?.prompt(id) ?? id.name]
        case .clip(let clip): [name(clip)]
        }
    }

    private func name(_ clip: String) -> String {
        playNames?.clip(clip) ?? clip
    }
}
