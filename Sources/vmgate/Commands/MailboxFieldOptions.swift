import ArgumentParser
import LineClient
import VoicemailModel

/// The settings of a mailbox, as options of `mailbox add` and `mailbox set`.
struct MailboxFieldOptions: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "Whether the caller is asked for a PIN: enable_voicemail_pin.")
    var requirePIN: Bool?

    @Option(help: ArgumentHelp("The caller's language, such as fr-CA: voicemail_prompt.", valueName: "TAG"))
    var language: String?

    @Option(
        help: ArgumentHelp(
            "How times are said, 12, 24 or off (also as 12_HOUR_CLOCK, 24_HOUR_CLOCK, DISABLE): voicemail_play_datetime.",
            valueName: "CLOCK"))
    var clock: ClockArgument?

    @Option(help: ArgumentHelp("The IANA time zone, such as America/Toronto: time_zone.", valueName: "ZONE"))
    var timeZone: String?

    @Option(help: ArgumentHelp("The e-mail address: email.", valueName: "ADDRESS"))
    var email: String?

    @Flag(inversion: .prefixedNo, help: "Whether the owner is notified of new messages: enable_voicemail_notify.")
    var notify: Bool?

    /// The `field=value` arguments of ADD and SET.
    var assignments: [LineArgument] {
        let fields: [(String, String?)] = [
            ("enable_voicemail_pin", requirePIN.map(String.init)),
            ("voicemail_prompt", language),
            ("voicemail_play_datetime", clock?.format.rawValue),
            ("time_zone", timeZone),
            ("email", email),
            ("enable_voicemail_notify", notify.map(String.init)),
        ]
        return fields.compactMap { name, value in value.map { .text("\(name)=\($0)") } }
    }
}
