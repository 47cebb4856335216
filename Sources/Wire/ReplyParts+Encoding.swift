import NIOCore
import VoicemailModel

extension PINPolicyViolation {
    /// The rule, the place and the sentence, as REJECTED and POLICY say them.
    func write(to buffer: inout ByteBuffer) {
        buffer.write(" rule=")
        buffer.writeString(rule.rawValue)
        buffer.write(" at=")
        buffer.write(position)
        buffer.write(" text=")
        buffer.writeQuoted(sentence)
    }
}

extension PromptReply {
    func write(to buffer: inout ByteBuffer) {
        buffer.write("PROMPT id=")
        buffer.writeValue(id)
        buffer.write(" requested=")
        buffer.writeValue(requested.text)
        buffer.write(" language=")
        buffer.writeValue(language.text)
        buffer.write(" match=")
        buffer.writeValue(match)
        buffer.write(" file=")
        buffer.writeValue(file)
        buffer.write(" text=")
        buffer.writeQuoted(text)
    }
}

extension AnnouncementReply {
    func write(to buffer: inout ByteBuffer) {
        buffer.write("ANNOUNCE clock=")
        buffer.writeString(clock.rawValue)
        buffer.write(" language=")
        buffer.writeValue(language.text)
        buffer.write(" zone=")
        buffer.writeValue(zone.name)
        buffer.write(" date=")
        buffer.writeValue(date)
        buffer.write(" time=")
        buffer.writeValue(time)
        buffer.write(" text=")
        buffer.writeQuoted(text)
        buffer.write(" play=")
        buffer.writeValue(play)
    }
}

extension ReplyError {
    /// The code and what is behind it, without the `-` before and the line end behind.
    func write(to buffer: inout ByteBuffer) {
        switch self {
        case .framing(let sentence):
            buffer.write("ERR ")
            buffer.writeText(sentence)
        case .unknownCommand: buffer.write("UNKNOWN there is no such command; HELP lists them")
        case .syntax(let usage):
            buffer.write("SYNTAX usage: ")
            buffer.writeText(usage)
        case .badValue(let field, let sentence):
            buffer.write("BADVALUE field=")
            buffer.writeValue(field)
            buffer.write(" ")
            buffer.writeText(sentence)
        case .notAuthenticated(let sentence):
            buffer.write("NOAUTH ")
            buffer.writeText(sentence)
        case .notPermitted(let sentence):
            buffer.write("NOPERM ")
            buffer.writeText(sentence)
        case .noMailbox(let mailbox):
            buffer.write("NOMAILBOX mailbox=")
            buffer.write(mailbox)
            buffer.write(" there is no such mailbox")
        case .exists(let mailbox):
            buffer.write("EXISTS mailbox=")
            buffer.write(mailbox)
            buffer.write(" there is such a mailbox already")
        case .policy(let violation):
            buffer.write("POLICY")
            violation.write(to: &buffer)
        case .busy(let milliseconds):
            buffer.write("BUSY retry_after_ms=")
            buffer.write(milliseconds)
            buffer.write(" too much is waiting; no attempt was counted")
        case .unavailable:
            buffer.write("UNAVAILABLE the store does not answer; nothing was changed and no one was let in")
        case .internalDefect(let id):
            buffer.write("INTERNAL id=")
            buffer.writeValue(id)
            buffer.write(" a defect of the server, logged under this id; please report it")
        case .noSuchProtocol: buffer.write("NOPROTO unsupported protocol version")
        }
    }
}
