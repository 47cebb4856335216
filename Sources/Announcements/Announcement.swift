/// A date and time, ready to be shown and to be said.
public struct Announcement: Hashable, Sendable {
    /// The day in the asked zone, ISO 8601: `2026-11-23`.
    public let date: String
    /// The time in the asked zone, in ASCII whatever the language: `15:17`, or `3:17 PM` on the 12-hour clock.
    public let time: String
    /// The sentence in the language, by CLDR's patterns, with plain spaces and ASCII digits.
    public let text: String
    /// What is played in speaking order, with commas between the names: the clips of the catalog, or while a sound pack is in
    /// force, what stands for them.
    public let play: String

    /// The names in `play`.
    public var clips: [String] {
        play.split(separator: ",").map(String.init)
    }
}
