import VoicemailModel

extension MailboxReport {
    /// As they are written: first what SETTINGS says, then the rest. What there is not is left out.
    var fields: [(key: String, value: String)] {
        let (settings, pin) = (details.settings, details.pin)
        let fields: [(String, String?)] = [
            ("mailbox", mailbox.description),
            ("enable_voicemail_pin", "\(settings.requiresPIN)"),
            ("voicemail_prompt", (settings.language ?? defaults.language).text),
            ("voicemail_play_datetime", settings.clock.rawValue),
            ("enable_voicemail_notify", "\(settings.notifies)"),
            ("time_zone", (settings.timeZone ?? defaults.timeZone).name),
            ("email", settings.email?.text),
            ("pin_set", "\(pin != nil)"),
            ("locked", "\(retryAfter != nil)"),
            ("failures", "\(details.attempts.failures)"),
            ("retry_after_s", retryAfter?.description),
            ("must_change", "\(pin?.mustChange ?? false)"),
            ("pin_set_at", pin?.setAt.internetText),
            ("pin_origin", pin?.origin.rawValue),
            ("pin_expires_at", pinExpiresAt?.internetText),
        ]
        return fields.compactMap { key, value in value.map { (key, $0) } }
    }
}
