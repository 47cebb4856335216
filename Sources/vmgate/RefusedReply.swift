import LineClient

/// Puts an error reply into a sentence that says what to do.
enum RefusedReply {
    static func sentence(for reply: ReplyLine, mailbox: String?) -> String {
        let name = mailbox.map { "mailbox \($0)" } ?? "the mailbox"
        return switch reply.word {
        case "NOMAILBOX": "there is no \(name): `vmgate mailbox list` lists all mailboxes."
        case "EXISTS": "\(name) exists already: change it with `vmgate mailbox set`."
        case "POLICY": "the PIN was refused, and nothing was changed: \(rule(reply)) Choose another PIN."
        case "NOPERM", "NOAUTH":
            "the server does not let this connection do that: use its admin socket (--admin-socket PATH)."
        case "BADVALUE":
            // Where the command itself is what cannot be done, there is no value to name.
            "the server refused \(reply["field"].map { $0 == "command" ? "this" : "the value of \($0)" } ?? "a value")"
                + words(reply)
        case "BUSY":
            "the server is busy, and has done nothing: try again in \(reply["retry_after_ms"] ?? "1000") ms."
        case "UNAVAILABLE" where reply.text.contains("audit.max_size"): "the server refused that\(words(reply))"
        case "UNAVAILABLE":
            "the server cannot reach its database, and nothing was changed: see its log (a full disk, or another program that holds the database?), then try again."
        case "INTERNAL": "the server has a defect; report it with its log\(words(reply))"
        case "UNKNOWN", "SYNTAX":
            "the server does not know this request, so it may be of another version than this program\(words(reply))"
        default: "the server refused with \(reply.word)\(words(reply))"
        }
    }

    /// What a PIN that breaks a rule is like, as a sentence.
    static func rule(_ reply: ReplyLine) -> String {
        switch reply["rule"] {
        case "digits": "it may have the digits 0 to 9 only."
        case "length": "it must have 6 to 10 digits."
        case "repeated": "it may not have three or more equal digits in a row."
        case "sequential": "it may not have three or more digits in a row that step by one, up or down."
        case "distinct": "it must have three different digits or more."
        case "groups": "it may not be the same few digits repeated."
        case "keypad": "it may not have three digits in a row on one line of a telephone's keys."
        case "dates": "it may not be a date."
        case "extension": "it may not have the mailbox's number in it, forwards or backwards."
        case "blocklist": "it is on the server's list of PINs that are too easy to guess."
        case let other?: "it breaks the rule \(other)."
        case nil: "it breaks the server's rules for PINs."
        }
    }

    /// The server's own words, if any, to close a sentence with.
    private static func words(_ reply: ReplyLine) -> String {
        let text = reply.text.isEmpty ? reply["text"] ?? "" : reply.text
        guard !text.isEmpty else { return "." }
        return ": \(text)" + (text.hasSuffix(".") ? "" : ".")
    }
}
