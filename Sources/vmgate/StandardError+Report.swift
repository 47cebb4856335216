import LineClient
import Logging
import VoicemailModel

/// What has gone wrong, for people as a sentence and for scripts (`--json`) as an object, each on a line of its own.
extension StandardError {
    static func report(_ failure: CommandFailure, asJSON: Bool) {
        write(text(of: failure, asJSON: asJSON))
    }

    /// What is worth knowing, although the command goes on.
    ///
    /// - Parameter code: what scripts tell warnings apart by, in upper case.
    static func warn(_ sentence: String, code: String, asJSON: Bool) {
        write(asJSON ? object("warning", code, sentence) : "vmgate: warning: \(TerminalText.cleaned(sentence))\n")
    }

    /// How `report` puts it.
    static func text(of failure: CommandFailure, asJSON: Bool) -> String {
        guard !asJSON else { return object("error", failure.code, failure.description, failure.details) }
        let beginning = Journal.takesStandardError ? Journal.beginning(of: .error) : ""
        return "\(beginning)vmgate: \(TerminalText.cleaned(failure.description))\n"
    }

    private static func object(
        _ kind: String, _ code: String, _ message: String, _ details: [ReplyLine.Field] = []
    ) -> String {
        var members: [(key: String, value: JSONText)] = [("code", .string(code)), ("message", .string(message))]
        let own = Set(members.map(\.key))
        members += ReplyLine(ok: false, word: code, fields: details).members.filter { !own.contains($0.key) }
        return JSONText.object([(kind, .object(members))]).text + "\n"
    }
}
