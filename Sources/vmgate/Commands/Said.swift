import Prompts
import VoicemailModel

/// What `vmgate say` prints.
struct Said {
    /// What is said of a moment or of a number of messages.
    struct Announcement {
        /// What JSON has before the text.
        let details: [(key: String, value: JSONText)]
        /// What is printed before the text, a line each.
        var lines = ""
        let text: String
        /// Names in speaking order, joined by commas.
        let play: String
        let clips: [String]
    }

    let match: LanguageMatch
    let announcement: Announcement
    /// Nil when no sound pack is in force.
    let engineLanguage: String?
    let sound: (file: String, seconds: Double)?

    var json: JSONText {
        var members: [(key: String, value: JSONText)] = [
            ("language", .string(match.language.text)), ("match", .string(match.step.rawValue)),
        ]
        members += announcement.details
        members += [
            ("text", .string(announcement.text)), ("play", .array(announcement.clips.map { .string($0) })),
        ]
        if let engineLanguage { members.append(("engine_language", .string(engineLanguage))) }
        if let sound { members += [("wav", .string(sound.file)), ("seconds", .decimal(sound.seconds))] }
        return .object(members)
    }

    var lines: String {
        var text = "language  \(match.language) (\(match.step.rawValue))\n" + announcement.lines
        text += "text      \(announcement.text)\nplay      \(announcement.play)\n"
        if let engineLanguage { text += "engine    \(engineLanguage)\n" }
        if let sound {
            let tenths = Int((sound.seconds * 10).rounded())
            text += "wav       \(sound.file) (\(tenths / 10).\(tenths % 10) s)\n"
        }
        return text
    }
}
