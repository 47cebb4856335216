/// The text of a prompt, and what plays it.
public struct SpokenPrompt: Sendable, Hashable {
    public var id: String
    public var requested: LanguageTag
    public var language: LanguageTag
    /// The step by which the language was found.
    public var match: String
    public var file: String
    public var text: String
    /// Nil when no sound pack is in force.
    public var sounds: Sounds?

    /// What an engine with a sound pack plays, and in which language of its own.
    public struct Sounds: Sendable, Hashable {
        /// Names of recordings, joined by commas.
        public let play: String
        public let engineLanguage: String

        public init(play: String, engineLanguage: String) {
            self.play = play
            self.engineLanguage = engineLanguage
        }
    }

    public init(
        id: String, requested: LanguageTag, language: LanguageTag, match: String, file: String, text: String,
        sounds: Sounds? = nil
    ) {
        self.id = id
        self.requested = requested
        self.language = language
        self.match = match
        self.file = file
        self.text = text
        self.sounds = sounds
    }
}

/// What is said of a moment.
public enum SpokenMoment: Sendable {
    /// The mailbox's `voicemail_play_datetime` is DISABLE: nothing is to be said.
    case silent(language: LanguageTag)
    case announced(SpokenDateTime)
}

/// A date and a time in words. A class, so that handing it on copies a reference.
public final class SpokenDateTime: Sendable {
    public let clock: ClockFormat
    public let language: LanguageTag
    public let zone: TimeZoneName
    public let date: String
    public let time: String
    public let text: String
    /// Names in speaking order, joined by commas.
    public let play: String
    /// Nil when no sound pack is in force.
    public let engineLanguage: String?

    public init(
        clock: ClockFormat, language: LanguageTag, zone: TimeZoneName, date: String, time: String, text: String,
        play: String, engineLanguage: String? = nil
    ) {
        self.clock = clock
        self.language = language
        self.zone = zone
        self.date = date
        self.time = time
        self.text = text
        self.play = play
        self.engineLanguage = engineLanguage
    }
}

/// A number of messages in words. A class, so that handing it on copies a reference.
public final class SpokenCounts: Sendable {
    public let counts: MessageCounts
    public let language: LanguageTag
    public let text: String
    /// Names in speaking order, joined by commas.
    public let play: String
    /// Nil when no sound pack is in force.
    public let engineLanguage: String?

    public init(
        _ counts: MessageCounts, language: LanguageTag, text: String, play: String, engineLanguage: String? = nil
    ) {
        self.counts = counts
        self.language = language
        self.text = text
        self.play = play
        self.engineLanguage = engineLanguage
    }
}
