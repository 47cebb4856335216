/// How a message's date and time is said: the PBX's `voicemail_play_datetime`.
public enum ClockFormat: String, Hashable, Sendable, CaseIterable {
    /// Neither date nor time is said.
    case disabled = "DISABLE"
    case twelveHour = "12_HOUR_CLOCK"
    case twentyFourHour = "24_HOUR_CLOCK"
}
