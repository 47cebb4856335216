import ArgumentParser
import LineClient
import Settings
import VoicemailModel

/// `vmgate key status`.
struct KeyStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how many PINs are sealed with which key, and how many are not.",
        discussion: """
            EXAMPLE
              vmgate key status
              vmgate key status --json
            """)

    @OptionGroup var admin: AdminOptions

    func run() throws {
        let reply = try admin.connect().ask(["KEY", "STATUS"], expecting: ["KEY"])
        guard reply["sealed"] == "true" else {
            let sentence = "PINs are not sealed here: name a key file in seal.key_file."
            return try StandardOutput.write(
                (admin.json ? JSONText.object([("sealed", .boolean(false))]).text : sentence) + "\n")
        }
        let keys = Self.counts(reply["keys"] ?? "")
        guard !admin.json else {
            let members = reply.members.filter { $0.key != "keys" }
            let counts = JSONText.object(keys.map { ($0.key, .number($0.count)) })
            return try StandardOutput.write(JSONText.object(members + [("keys", counts)]).text + "\n")
        }
        try StandardOutput.write(Self.text(reply, keys))
    }

    /// `1f2e3d4c:998,…` taken apart.
    private static func counts(_ text: String) -> [(key: String, count: Int)] {
        text.split(separator: ",").compactMap { entry in
            let parts = entry.split(separator: ":")
            guard parts.count == 2, let count = Int(digits: String(parts[1])) else { return nil }
            return (String(parts[0]), count)
        }
    }

    private static func text(_ reply: ReplyLine, _ keys: [(key: String, count: Int)]) -> String {
        var text = ""
        for (key, count) in keys {
            text += "key \(TerminalText.cleaned(key))  \(count) PINs\(key == reply["active"] ? ", active" : "")\n"
        }
        text += "not sealed    \(TerminalText.cleaned(reply["plain"] ?? "?")) PINs\n"
        if let failed = reply["failed"], failed != "0" {
            text +=
                "\(TerminalText.cleaned(failed)) could not be resealed: the log names them, and `vmgate pin reset` repairs each.\n"
        }
        if reply["state"] == "sealing" { text += "Sealing is under way.\n" }
        return text
    }
}
