public import NIOCore
import VoicemailModel

extension Reply {
    /// Whether the reply shows a PIN. It is to be written into a buffer of its own, which is wiped when it has been sent:
    /// a buffer that grows leaves its bytes behind in freed memory.
    public var holdsSecret: Bool {
        switch self {
        case .added(_, let pin), .reset(_, let pin): pin != nil
        case .pong, .text, .ok, .help, .info, .whoAmI, .granted, .pinRequired, .denied, .locked, .changed, .acceptable,
            .rejected, .settings, .prompts, .prompt, .announcement, .silent, .updated, .removed, .unlocked, .list,
            .failure:
            false
        }
    }

    /// Writes the reply as exactly one line with its CRLF.
    public func write(to buffer: inout ByteBuffer, tag: Tag?) {
        if case .failure = self { buffer.write("-") } else { buffer.write("+") }
        if let tag {
            buffer.write("@")
            tag.write(to: &buffer)
            buffer.write(" ")
        }
        writeBody(to: &buffer)
        buffer.write("\r\n")
    }

    private func writeBody(to buffer: inout ByteBuffer) {
        switch self {
        case .pong: buffer.write("PONG")
        case .text(let text): buffer.writeText(text)
        case .ok: buffer.write("OK")
        case .help(let command): Self.writeHelp(command, to: &buffer)
        case .info(let entries): Self.writeInfo(entries, to: &buffer)
        case .whoAmI(let name, let role): Self.writeWhoAmI(name, role, to: &buffer)
        case .granted(let mailbox, let reason, let language, let mustChange):
            Self.writeGranted(mailbox, reason, language, mustChange: mustChange, to: &buffer)
        case .pinRequired(let mailbox, let attemptsLeft, let language):
            Self.writePINRequired(mailbox, attemptsLeft, language, to: &buffer)
        case .denied(let mailbox, let attemptsLeft, let language):
            Self.writeDenied(mailbox, attemptsLeft, language, to: &buffer)
        case .locked(let mailbox, let scope, let retryAfter, let language):
            Self.writeLocked(mailbox, scope, retryAfter, language, to: &buffer)
        case .changed(let mailbox): Self.write("CHANGED mailbox=", mailbox, to: &buffer)
        case .acceptable: buffer.write("ACCEPTABLE")
        case .rejected(let violation):
            buffer.write("REJECTED")
            violation.write(to: &buffer)
        case .settings(let mailbox, let settings, let defaults, let isPINSet, let isLocked):
            Self.writeSettings(mailbox, settings, defaults, isPINSet: isPINSet, isLocked: isLocked, to: &buffer)
        case .prompts(let languages, let ids): Self.writePrompts(languages, ids, to: &buffer)
        case .prompt(let prompt): prompt.write(to: &buffer)
        case .announcement(let announcement): announcement.write(to: &buffer)
        case .silent(let language):
            buffer.write("SILENT clock=DISABLE")
            Self.write(language, to: &buffer)
        case .added(let mailbox, let generatedPIN):
            Self.write("ADDED mailbox=", mailbox, to: &buffer)
            Self.write(generatedPIN, to: &buffer)
        case .updated(let mailbox): Self.write("UPDATED mailbox=", mailbox, to: &buffer)
        case .removed(let mailbox): Self.write("REMOVED mailbox=", mailbox, to: &buffer)
        case .reset(let mailbox, let generatedPIN):
            Self.write("RESET mailbox=", mailbox, to: &buffer)
            Self.write(generatedPIN, to: &buffer)
            buffer.write(" must_change=true")
        case .unlocked(let mailbox): Self.write("UNLOCKED mailbox=", mailbox, to: &buffer)
        case .list(let page): Self.writeList(page, to: &buffer)
        case .failure(let error): error.write(to: &buffer)
        }
    }

    private static func writeInfo(_ entries: [(key: String, value: String)], to buffer: inout ByteBuffer) {
        buffer.write("INFO")
        for entry in entries {
            buffer.write(" ")
            buffer.writeString(entry.key)
            buffer.write("=")
            buffer.writeValue(entry.value)
        }
    }

    private static func writeWhoAmI(_ name: String, _ role: Role, to buffer: inout ByteBuffer) {
        buffer.write("WHOAMI name=")
        buffer.writeValue(name)
        buffer.write(" role=")
        buffer.writeString(role.rawValue)
    }

    private static func writePrompts(_ languages: [LanguageTag], _ ids: [String], to buffer: inout ByteBuffer) {
        buffer.write("PROMPTS languages=")
        buffer.writeList(languages.map(\.text))
        buffer.write(" ids=")
        buffer.writeList(ids)
    }

    private static func writeGranted(
        _ mailbox: MailboxID, _ reason: GrantReason, _ language: LanguageTag, mustChange: Bool,
        to buffer: inout ByteBuffer
    ) {
        write("GRANTED mailbox=", mailbox, to: &buffer)
        buffer.write(" pin=")
        buffer.writeString(reason.rawValue)
        write(language, to: &buffer)
        if mustChange { buffer.write(" must_change=true prompt=must-change-pin") }
    }

    private static func writePINRequired(
        _ mailbox: MailboxID, _ attemptsLeft: Int, _ language: LanguageTag, to buffer: inout ByteBuffer
    ) {
        write("PIN_REQUIRED mailbox=", mailbox, to: &buffer)
        buffer.write(" min_digits=")
        buffer.write(Limits.pinLength.lowerBound)
        buffer.write(" max_digits=")
        buffer.write(Limits.pinLength.upperBound)
        buffer.write(" attempts_left=")
        buffer.write(attemptsLeft)
        write(language, to: &buffer)
        buffer.write(" prompt=enter-pin")
    }

    private static func writeDenied(
        _ mailbox: MailboxID, _ attemptsLeft: Int, _ language: LanguageTag, to buffer: inout ByteBuffer
    ) {
        write("DENIED mailbox=", mailbox, to: &buffer)
        buffer.write(" attempts_left=")
        buffer.write(attemptsLeft)
        write(language, to: &buffer)
        buffer.write(attemptsLeft == 1 ? " prompt=last-attempt" : " prompt=incorrect-pin")
    }

    private static func writeLocked(
        _ mailbox: MailboxID, _ scope: LockScope, _ retryAfter: RetryAfter, _ language: LanguageTag,
        to buffer: inout ByteBuffer
    ) {
        write("LOCKED mailbox=", mailbox, to: &buffer)
        buffer.write(" scope=")
        buffer.writeString(scope.rawValue)
        buffer.write(" retry_after_s=")
        switch retryAfter {
        case .seconds(let seconds): buffer.write(seconds)
        case .never: buffer.write("never")
        }
        write(language, to: &buffer)
        switch scope {
        case .mailbox: buffer.write(" prompt=locked")
        case .source: buffer.write(" prompt=try-later")
        }
    }

    private static func writeSettings(
        _ mailbox: MailboxID, _ settings: MailboxSettings, _ defaults: SettingsDefaults, isPINSet: Bool, isLocked: Bool,
        to buffer: inout ByteBuffer
    ) {
        write("SETTINGS mailbox=", mailbox, to: &buffer)
        buffer.write(" enable_voicemail_pin=")
        buffer.write(settings.requiresPIN)
        buffer.write(" voicemail_prompt=")
        buffer.writeValue((settings.language ?? defaults.language).text)
        buffer.write(" voicemail_play_datetime=")
        buffer.writeString(settings.clock.rawValue)
        buffer.write(" enable_voicemail_notify=")
        buffer.write(settings.notifies)
        buffer.write(" time_zone=")
        buffer.writeValue((settings.timeZone ?? defaults.timeZone).name)
        if let email = settings.email {
            buffer.write(" email=")
            buffer.writeValue(email.text)
        }
        buffer.write(" pin_set=")
        buffer.write(isPINSet)
        buffer.write(" locked=")
        buffer.write(isLocked)
    }

    private static func writeList(_ page: MailboxPage, to buffer: inout ByteBuffer) {
        buffer.write("LIST")
        if page.hasMore, let last = page.mailboxes.last { write(" next=", last, to: &buffer) }
        buffer.write(" mailboxes=")
        buffer.writeList(page.mailboxes.map(\.description))
    }

    private static func write(_ language: LanguageTag, to buffer: inout ByteBuffer) {
        buffer.write(" language=")
        buffer.writeValue(language.text)
    }

    private static func write(_ words: StaticString, _ mailbox: MailboxID, to buffer: inout ByteBuffer) {
        buffer.write(words)
        buffer.write(mailbox)
    }

    private static func write(_ generatedPIN: SecretBytes?, to buffer: inout ByteBuffer) {
        guard let generatedPIN else { return }
        buffer.write(" pin=")
        buffer.write(generatedPIN)
    }

    private static func writeHelp(_ command: Command?, to buffer: inout ByteBuffer) {
        guard let command else {
            buffer.write("HELP commands=")
            buffer.writeList(Command.allCases.map(\.manual.name))
            return
        }
        buffer.write("HELP command=")
        buffer.writeString(command.manual.name)
        buffer.write(" role=")
        buffer.writeString(command.role.rawValue)
        buffer.write(" usage=")
        buffer.writeQuoted(command.manual.usage)
        buffer.write(" text=")
        buffer.writeQuoted(command.manual.summary)
    }
}
