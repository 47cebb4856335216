public import VoicemailModel

/// What SETTINGS says of mailboxes whose settings are the same, encoded once for all of them.
public struct PreparedSettings: Sendable, Hashable {
    /// What is between the mailbox's name and its address.
    private let fields: [UInt8]
    private let isPINSet: Bool

    /// - Parameter settings: their address is left out: it is each mailbox's own.
    public init(_ settings: MailboxSettings, defaults: SettingsDefaults, isPINSet: Bool) {
        fields = LineWriter.bytes { line in
            line.write(" enable_voicemail_pin=")
            line.write(settings.requiresPIN)
            line.write(" voicemail_prompt=")
            line.write(settings.language ?? defaults.language)
            line.write(" voicemail_play_datetime=")
            line.write(plain: settings.clock.rawValue)
            line.write(" enable_voicemail_notify=")
            line.write(settings.notifies)
            line.write(" time_zone=")
            line.write(settings.timeZone ?? defaults.timeZone)
        }
        self.isPINSet = isPINSet
    }

    func write(of mailbox: MailboxID, email: EmailAddress?, isLocked: Bool, to line: inout LineWriter) {
        line.write("SETTINGS mailbox=")
        line.write(mailbox)
        fields.withUnsafeBytes { line.write($0) }
        if let email {
            line.write(" email=")
            line.write(value: email.text)
        }
        line.write(isPINSet ? " pin_set=true" : " pin_set=false")
        line.write(isLocked ? " locked=true" : " locked=false")
    }
}
