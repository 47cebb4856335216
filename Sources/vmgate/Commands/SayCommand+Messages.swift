import Announcements
import Prompts
import Settings
import VoicemailModel

/// `vmgate say --messages`: what MESSAGES answers.
extension SayCommand {
    func sayMessages() throws {
        let counts = try messageCounts()
        try say { match, catalogs in
            let announcement = try Self.announcement(of: counts, match, catalogs)
            var details: [(key: String, value: JSONText)] = [("new", .number(counts.new))]
            if let saved = counts.saved { details.append(("saved", .number(saved))) }
            return Said.Announcement(
                details: details, text: announcement.text, play: announcement.play, clips: announcement.clips)
        }
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
