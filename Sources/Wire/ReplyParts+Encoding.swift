import VoicemailModel

extension PINPolicyViolation {
    /// The rule, the place, the sentence and the prompt, as REJECTED and POLICY say them.
    func write(to line: inout LineWriter) {
        line.write(" rule=")
        line.write(plain: rule.rawValue)
        line.write(" at=")
        line.write(position)
        line.write(" text=")
        line.write(quoted: sentence)
        line.write(" prompt=")
        line.write(plain: prompt)
    }
}

extension LineWriter {
    /// What is said, as every reply ends that has a text to be heard.
    fileprivate mutating func write(spoken text: String, play: String?, engineLanguage: String?) {
        write(" text=")
        write(quoted: text)
        if let play {
            write(" play=")
            write(value: play)
        }
        if let engineLanguage {
            write(" engine_language=")
            write(value: engineLanguage)
        }
    }
}

extension SpokenPrompt {
    func write(to line: inout LineWriter) {
        line.write("PROMPT id=")
        line.write(value: id)
        line.write(" requested=")
        line.write(requested)
        line.write(" language=")
        line.write(language)
        line.write(" match=")
        line.write(value: match)
        line.write(" file=")
        line.write(value: file)
        line.write(spoken: text, play: sounds?.play, engineLanguage: sounds?.engineLanguage)
    }
}

extension SpokenDateTime {
    func write(to line: inout LineWriter) {
        line.write("ANNOUNCE clock=")
        line.write(plain: clock.rawValue)
        line.write(" language=")
        line.write(language)
        line.write(" zone=")
        line.write(zone)
        line.write(" date=")
        line.write(value: date)
        line.write(" time=")
        line.write(value: time)
        line.write(spoken: text, play: play, engineLanguage: engineLanguage)
    }
}

extension SpokenCounts {
    func write(to line: inout LineWriter) {
        line.write("MESSAGES new=")
        line.write(counts.new)
        if let saved = counts.saved {
            line.write(" saved=")
            line.write(saved)
        }
        line.write(" language=")
        line.write(language)
        line.write(spoken: text, play: play, engineLanguage: engineLanguage)
    }
}

extension ReplyError {
    /// The code and what is behind it, without the `-` before and the line end behind.
    func write(to line: inout LineWriter) {
        switch self {
        case .framing(let sentence):
            line.write("ERR ")
            line.write(text: sentence)
        case .foreign(let other):
            line.write("ERR this looks like ")
            line.write(plain: other.rawValue)
            line.write("; ")
            line.write(other.advice)
        case .noCommandFirst:
            line.write(
                "ERR the first line is not a vmgate command, so nothing after it is read; HELP lists the commands")
        case .unknownCommand: line.write("UNKNOWN there is no such command; HELP lists them")
        case .syntax(let usage):
            line.write("SYNTAX usage: ")
            line.write(text: usage)
        case .badValue(let field, let sentence):
            line.write("BADVALUE field=")
            line.write(value: field)
            line.write(" ")
            line.write(text: sentence)
        case .notAuthenticated(let sentence):
            line.write("NOAUTH ")
            line.write(text: sentence)
        case .notPermitted(let sentence):
            line.write("NOPERM ")
            line.write(text: sentence)
        case .noMailbox(let mailbox):
            line.write("NOMAILBOX mailbox=")
            line.write(mailbox)
            line.write(" there is no such mailbox")
        case .exists(let mailbox):
            line.write("EXISTS mailbox=")
            line.write(mailbox)
            line.write(" this mailbox exists already")
        case .policy(let violation):
            line.write("POLICY")
            violation.write(to: &line)
        case .busy(let bound, let milliseconds):
            line.write("BUSY retry_after_ms=")
            line.write(milliseconds)
            line.write(" ")
            line.write(text: bound.sentence)
            line.write("; nothing was changed, and no attempt was counted")
        case .tooManyFailures(let milliseconds):
            line.write("BUSY retry_after_ms=")
            line.write(milliseconds)
            line.write(" the name or the secret was wrong too often; this AUTH was not checked")
        case .unavailable:
            line.write("UNAVAILABLE the store does not answer; nothing was changed and nobody was let in")
        case .auditFull:
            line.write("UNAVAILABLE the audit is full; nothing was changed and nobody was let in; raise audit.max_size")
        case .internalDefect(let id):
            line.write("INTERNAL id=")
            line.write(value: id)
            line.write(" a defect of the server, logged under this id; please report it")
        case .noSuchProtocol: line.write("NOPROTO unsupported protocol version; HELLO takes 2 and 3")
        }
    }
}
