public import NIOCore
import VoicemailModel

extension Reply {
    /// Whether the reply shows a PIN. It is to be written into a buffer of its own, which is wiped when it has been sent:
    /// a buffer that grows leaves its bytes behind in freed memory.
    public var holdsSecret: Bool {
        switch self {
        case .added(_, let pin), .reset(_, let pin): pin != nil
        case .pong, .text, .ok, .help, .info, .whoAmI, .hello, .granted, .pinRequired, .denied, .locked, .changed,
            .acceptable, .rejected, .settings, .prompts, .prompt, .announcement, .messages, .silent, .updated, .removed,
            .unlocked, .unlockedSource, .mailbox, .list, .audit, .key, .failure, .prepared:
            false
        }
    }

    /// This reply, which is a success and holds no secret, to be given more than once.
    public var prepared: PreparedReply {
        precondition(!holdsSecret && !isFailure)
        if case .prepared(let reply) = self { return reply }
        return PreparedReply(body: LineWriter.bytes { writeBody(to: &$0) })
    }

    private var isFailure: Bool {
        if case .failure = self { true } else { false }
    }

    /// Writes the reply as exactly one line with its CRLF; HELLO's in the array form is the one that is more.
    public func write(to buffer: inout ByteBuffer, tag: Tag?) {
        // Nearly every line fits at once. One that does not says how long it is.
        var capacity = 384
        while true {
            let written = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: capacity) { memory in
                var line = LineWriter(memory)
                write(to: &line, tag: tag)
                capacity = line.count
                return line.hasOverflowed ? 0 : line.count
            }
            if written > 0 { return }
        }
    }

    private func write(to line: inout LineWriter, tag: Tag?) {
        switch self {
        case .failure: line.write("-")
        case .hello(let hello) where hello.isAggregate: return hello.writeAggregate(to: &line)
        default: line.write("+")
        }
        if let tag {
            line.write("@")
            line.write(tag)
            line.write(" ")
        }
        writeBody(to: &line)
        line.write("\r\n")
    }

    private func writeBody(to line: inout LineWriter) {
        switch self {
        case .pong: line.write("PONG")
        case .text(let text): line.write(text: text)
        case .ok: line.write("OK")
        case .help(let command): Self.writeHelp(command, to: &line)
        case .info(let entries): Self.write("INFO", entries, to: &line)
        case .whoAmI(let name, let role): Self.writeWhoAmI(name, role, to: &line)
        case .hello(let hello): hello.writeLine(to: &line)
        case .granted(let mailbox, let reason, let language, let mustChange):
            Self.writeGranted(mailbox, reason, language, mustChange: mustChange, to: &line)
        case .pinRequired(let mailbox, let attemptsLeft, let language):
            Self.writePINRequired(mailbox, attemptsLeft, language, to: &line)
        case .denied(let mailbox, let attemptsLeft, let language):
            Self.writeDenied(mailbox, attemptsLeft, language, to: &line)
        case .locked(let mailbox, let scope, let retryAfter, let language):
            Self.writeLocked(mailbox, scope, retryAfter, language, to: &line)
        case .changed(let mailbox): Self.write("CHANGED mailbox=", mailbox, to: &line)
        case .acceptable: line.write("ACCEPTABLE")
        case .rejected(let violation):
            line.write("REJECTED")
            violation.write(to: &line)
        case .settings(let mailbox, let settings, let email, let isLocked):
            settings.write(of: mailbox, email: email, isLocked: isLocked, to: &line)
        case .prompts(let languages, let ids): Self.writePrompts(languages, ids, to: &line)
        case .prompt(let prompt): prompt.write(to: &line)
        case .announcement(let announcement): announcement.write(to: &line)
        case .messages(let counts): counts.write(to: &line)
        case .silent(let language):
            line.write("SILENT clock=DISABLE")
            Self.write(language, to: &line)
        case .added(let mailbox, let generatedPIN):
            Self.write("ADDED mailbox=", mailbox, to: &line)
            Self.write(generatedPIN, to: &line)
        case .updated(let mailbox): Self.write("UPDATED mailbox=", mailbox, to: &line)
        case .removed(let mailbox): Self.write("REMOVED mailbox=", mailbox, to: &line)
        case .reset(let mailbox, let generatedPIN):
            Self.write("RESET mailbox=", mailbox, to: &line)
            Self.write(generatedPIN, to: &line)
            line.write(" must_change=true")
        case .unlocked(let mailbox): Self.write("UNLOCKED mailbox=", mailbox, to: &line)
        case .unlockedSource(let source):
            line.write("UNLOCKED source=")
            line.write(value: source.token)
        case .mailbox(let report): Self.write("SHOW", report.fields, to: &line)
        case .list(let listing): listing.write(to: &line)
        case .audit(let page): page.write(to: &line)
        case .key(let entries): Self.write("KEY", entries, to: &line)
        case .failure(let error): error.write(to: &line)
        case .prepared(let reply): reply.body.withUnsafeBytes { line.write($0) }
        }
    }

    private static func write(
        _ word: StaticString, _ entries: [(key: String, value: String)], to line: inout LineWriter
    ) {
        line.write(word)
        for entry in entries {
            line.write(" ")
            line.write(plain: entry.key)
            line.write("=")
            line.write(value: entry.value)
        }
    }

    private static func writeWhoAmI(_ name: String, _ role: Role, to line: inout LineWriter) {
        line.write("WHOAMI name=")
        line.write(value: name)
        line.write(" role=")
        line.write(plain: role.rawValue)
    }

    private static func writePrompts(_ languages: [LanguageTag], _ ids: [String], to line: inout LineWriter) {
        line.write("PROMPTS languages=")
        line.write(list: languages.map(\.text))
        line.write(" ids=")
        line.write(list: ids)
    }

    private static func writeGranted(
        _ mailbox: MailboxID, _ reason: GrantReason, _ language: LanguageTag, mustChange: Bool,
        to line: inout LineWriter
    ) {
        write("GRANTED mailbox=", mailbox, to: &line)
        line.write(" pin=")
        line.write(plain: reason.rawValue)
        write(language, to: &line)
        if mustChange { line.write(" must_change=true prompt=must-change-pin") }
    }

    private static func writePINRequired(
        _ mailbox: MailboxID, _ attemptsLeft: Int, _ language: LanguageTag, to line: inout LineWriter
    ) {
        write("PIN_REQUIRED mailbox=", mailbox, to: &line)
        line.write(" min_digits=")
        line.write(Limits.pinLength.lowerBound)
        line.write(" max_digits=")
        line.write(Limits.pinLength.upperBound)
        line.write(" attempts_left=")
        line.write(attemptsLeft)
        write(language, to: &line)
        line.write(" prompt=enter-pin")
    }

    private static func writeDenied(
        _ mailbox: MailboxID, _ attemptsLeft: Int, _ language: LanguageTag, to line: inout LineWriter
    ) {
        write("DENIED mailbox=", mailbox, to: &line)
        line.write(" attempts_left=")
        line.write(attemptsLeft)
        write(language, to: &line)
        line.write(attemptsLeft == 1 ? " prompt=last-attempt" : " prompt=incorrect-pin")
    }

    private static func writeLocked(
        _ mailbox: MailboxID, _ scope: LockScope, _ retryAfter: RetryAfter, _ language: LanguageTag,
        to line: inout LineWriter
    ) {
        write("LOCKED mailbox=", mailbox, to: &line)
        line.write(" scope=")
        line.write(plain: scope.rawValue)
        line.write(" retry_after_s=")
        switch retryAfter {
        case .seconds(let seconds): line.write(seconds)
        case .never: line.write("never")
        }
        write(language, to: &line)
        switch scope {
        case .mailbox: line.write(" prompt=locked")
        case .source: line.write(" prompt=try-later")
        }
    }

    private static func write(_ language: LanguageTag, to line: inout LineWriter) {
        line.write(" language=")
        line.write(language)
    }

    private static func write(_ words: StaticString, _ mailbox: MailboxID, to line: inout LineWriter) {
        line.write(words)
        line.write(mailbox)
    }

    private static func write(_ generatedPIN: SecretBytes?, to line: inout LineWriter) {
        guard let generatedPIN else { return }
        line.write(" pin=")
        line.write(generatedPIN)
    }

    /// What HELP says without a command.
    private static let commands = LineWriter.bytes { line in
        line.write("HELP commands=")
        line.write(list: Command.allCases.map(\.manual.name))
    }

    private static func writeHelp(_ command: Command?, to line: inout LineWriter) {
        guard let command else {
            commands.withUnsafeBytes { line.write($0) }
            return
        }
        line.write("HELP command=")
        line.write(plain: command.manual.name)
        line.write(" role=")
        line.write(plain: command.role.rawValue)
        line.write(" usage=")
        line.write(quoted: command.manual.usage)
        line.write(" text=")
        line.write(quoted: command.manual.summary)
    }
}
