import Announcements
import Prompts
import Settings
import VoicemailModel

/// `vmgate say --messages`: what MESSAGES answers.
extension SayCommand {
    func sayMessages() throws {
        let counts = try messageCounts()
        let tag = try languageTag()
        let settings = try soundSettings()
        let catalogs = try PromptsOptions.catalogs(settings)
        let (match, catalog) = try catalog(for: tag, in: catalogs, isNearOnly: settings.isNearOnly)
        let announcement = try Self.announcement(of: counts, match, catalogs)
        let said = SaidMessages(
            match: match, counts: counts, announcement: announcement,
            engineLanguage: catalogs.playNames(of: match.language)?.engineLanguage,
            sound: try sound(announcement.clips, of: catalog, settings))
        try StandardOutput.write(options.json ? said.json.text + "\n" : said.lines)
    }

    private func messageCounts() throws(CommandFailure) -> MessageCounts {
        let new = try Self.number(messages ?? "", argument: "--messages")
        let saved: Int? = if let saved { try Self.number(saved, argument: "--saved") } else { nil }
        guard let counts = MessageCounts(new: new, saved: saved) else {
            throw Self.misuse("--messages and --saved are numbers from 0 to \(Limits.messageCount.upperBound).")
        }
        return counts
    }

    private static func number(_ text: String, argument: String) throws(CommandFailure) -> Int {
        guard let number = Int(text), Limits.messageCount.contains(number) else {
            throw misuse(
                "\(argument) is a number from 0 to \(Limits.messageCount.upperBound), which \(text) is not.")
        }
        return number
    }

    private static func announcement(
        of counts: MessageCounts, _ match: LanguageMatch, _ catalogs: PromptCatalogs
    ) throws(CommandFailure) -> CountAnnouncement {
        do {
            return try AnnouncementFormatter(catalogs: catalogs).counts(in: match.language).announcement(of: counts)
        } catch {
            throw CommandFailure(error.description)
        }
    }
}

/// What `vmgate say --messages` prints.
private struct SaidMessages {
    let match: LanguageMatch
    let counts: MessageCounts
    let announcement: CountAnnouncement
    /// Nil when no sound pack is in force.
    let engineLanguage: String?
    let sound: (file: String, seconds: Double)?

    var json: JSONText {
        var members: [(key: String, value: JSONText)] = [
            ("language", .string(match.language.text)), ("match", .string(match.step.rawValue)),
            ("new", .number(counts.new)),
        ]
        if let saved = counts.saved { members.append(("saved", .number(saved))) }
        members += [
            ("text", .string(announcement.text)), ("play", .array(announcement.clips.map { .string($0) })),
        ]
        if let engineLanguage { members.append(("engine_language", .string(engineLanguage))) }
        if let sound { members += [("wav", .string(sound.file)), ("seconds", .decimal(sound.seconds))] }
        return .object(members)
    }

    var lines: String {
        var text = """
            language  \(match.language) (\(match.step.rawValue))
            text      \(announcement.text)
            play      \(announcement.play)

            """
        if let engineLanguage { text += "engine    \(engineLanguage)\n" }
        if let sound { text += SayCommand.line(of: sound) }
        return text
    }
}
