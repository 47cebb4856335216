import Announcements
import ArgumentParser
import Prompts
import Rendering
import Settings
import SoundFiles
import VoicemailModel
import Wire
import ZoneRules

/// `vmgate say`.
struct SayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "say",
        abstract:
            "Print how a date and time, or a number of messages, is said in a language, or put it into a sound file.",
        discussion: """
            EXAMPLE
              vmgate say 2026-11-23T14:17:00Z --in ja-JP --clock 12 --zone Asia/Tokyo
              vmgate say 2026-11-23T14:17:00Z --in fr-CA --clock 24 --relative-to 2026-11-23T20:00:00Z
              vmgate say 2026-11-23T14:17:00Z --in fr-FR --clock 24 --caller +33612345678
              vmgate say 1795443420 --in de-DE --clock 24 --zone Europe/Berlin --wav out.wav
              vmgate say 2026-11-23T14:17:00Z --in es-MX --clock 12 --pack asterisk-core-sounds
              vmgate say --messages 3 --saved 1 --in es-419 --wav out.wav

            A date and time is said as ANNOUNCE answers it, a number of messages as MESSAGES does. No server is needed. \
            It lets a translator hear an announcement; the sound is joined from the files beside the \
            catalog, which `vmgate prompts render` makes where there is no recording.
            """)

    @Argument(help: "The moment, in Unix seconds or as in RFC 3339 with an offset.")
    var timestamp: String?

    @Option(
        name: .customLong("in"), help: ArgumentHelp("The language; the catalog that fits is used.", valueName: "TAG"))
    var language: String

    @Option(
        help: ArgumentHelp("12 or 24, or as in the protocol (12_HOUR_CLOCK, 24_HOUR_CLOCK).", valueName: "12|24"))
    var clock: ClockArgument?

    @Option(help: ArgumentHelp("The IANA time zone, such as Asia/Tokyo (default: UTC).", valueName: "ZONE"))
    var zone: String?

    @Option(
        help: ArgumentHelp(
            "Say it as at this moment, with today or yesterday where that is true then (default: as now, with the date).",
            valueName: "TIMESTAMP"))
    var relativeTo: String?

    @Option(help: ArgumentHelp("Say how many new messages there are, in place of a date.", valueName: "NUMBER"))
    var messages: String?

    @Option(help: ArgumentHelp("Say besides how many saved messages there are.", valueName: "NUMBER"))
    var saved: String?

    @Option(
        help: ArgumentHelp(
            "Say whom the message came from: +, if any, and digits, * and #, or anonymous.", valueName: "NUMBER"))
    var caller: String?

    @Option(
        help: ArgumentHelp("Write the sound into this file: WAV, 8000 Hz, 16 bits, mono.", valueName: "FILE"),
        completion: .file(extensions: ["wav"]))
    var wav: String?

    @Option(
        help: ArgumentHelp(
            "The sound pack whose names are played, or off (default: as the server's prompts.pack, which is off).",
            valueName: "NAME"))
    var pack: String?

    @OptionGroup var options: PromptsOptions

    func validate() throws {
        guard messages == nil else {
            guard timestamp == nil, clock == nil, zone == nil, relativeTo == nil, caller == nil else {
                throw ValidationError(
                    "--messages says no date: leave TIMESTAMP, --clock, --zone, --relative-to and --caller out.")
            }
            return
        }
        if saved != nil { throw ValidationError("--saved goes with --messages: give both.") }
        if timestamp == nil { throw ValidationError("Say what is to be said: a TIMESTAMP, or --messages.") }
        if clock == nil { throw ValidationError("Say on which clock: --clock 12 or --clock 24.") }
    }

    func run() throws {
        guard let timestamp, let clock = clock?.format else { return try sayMessages() }
        let moment = try Self.moment(timestamp, argument: "TIMESTAMP")
        let now = try relativeTo.map { try Self.moment($0, argument: "--relative-to") }
        let caller = try messageCaller()
        guard clock != .disabled else { throw Self.misuse(Self.silence) }
        let zone = try zoneName()
        try say { match, catalogs in
            let announcement = try announcement(of: moment, relativeTo: now, caller, match, clock, zone, catalogs)
            return Said.Announcement(
                details: [
                    ("clock", .string(clock.rawValue)), ("zone", .string(zone.name)),
                    ("date", .string(announcement.date)), ("time", .string(announcement.time)),
                ],
                lines: "date      \(announcement.date)\ntime      \(announcement.time)\n",
                text: announcement.text, play: announcement.play, clips: announcement.clips)
        }
    }

    /// Prints, and writes into a file if one is wanted, what `announce` makes of the catalogs in the language that was found.
    func say(_ announce: (LanguageMatch, PromptCatalogs) throws -> Said.Announcement) throws {
        let tag = try languageTag()
        let settings = try soundSettings()
        let catalogs = try PromptsOptions.catalogs(settings)
        let (match, catalog) = try catalog(for: tag, in: catalogs, isNearOnly: settings.isNearOnly)
        let announcement = try announce(match, catalogs)
        let said = Said(
            match: match, announcement: announcement,
            engineLanguage: catalogs.playNames(of: match.language)?.engineLanguage,
            sound: try sound(announcement.clips, of: catalog, settings))
        try StandardOutput.write(options.json ? said.json.text + "\n" : said.lines)
    }

    // MARK: What was asked for

    private func languageTag() throws(CommandFailure) -> LanguageTag {
        guard let tag = LanguageTag(language) else {
            throw Self.misuse("--in is a language tag such as fr-CA, which \(language) is not.")
        }
        return tag
    }

    /// The settings, once it is known that a sound file can be written if one is wanted.
    private func soundSettings() throws -> ServeSettings {
        let settings = try options.settings(and: ["prompts.pack": pack, "prompts.near_only": nil])
        if let wav {
            if let pack = settings.soundPack { throw Self.misuse(Self.noSound(of: pack)) }
            try OutputFile.check(wav)
        }
        return settings
    }

    static func misuse(_ sentence: String) -> CommandFailure {
        CommandFailure(sentence, status: CommandFailure.usage)
    }

    /// The pack's recordings are the engine's, which finds them by its own rules, and most often on another machine.
    private static func noSound(of pack: String) -> String {
        "--wav joins the sounds beside the catalogs, and those of the sound pack \(pack) are elsewhere: add --pack off."
    }

    private static let silence = "that clock says nothing: give --clock 12 or 24."

    private static func moment(_ text: String, argument: String) throws(CommandFailure) -> UnixTime {
        guard let moment = UnixTime(timestamp: text) else {
            throw misuse(
                "\(argument) is Unix seconds, or a time as in 2026-11-23T14:17:00Z, which \(text) is not.")
        }
        return moment
    }

    private func messageCaller() throws(CommandFailure) -> MessageCaller? {
        guard let caller else { return nil }
        guard let caller = MessageCaller(caller) else {
            let length = Limits.callerNumberLength
            throw Self.misuse(
                "--caller is +, if any, and \(length.lowerBound) to \(length.upperBound) digits, * and #, or anonymous."
            )
        }
        return caller
    }

    private func zoneName() throws(CommandFailure) -> TimeZoneName {
        guard let name = TimeZoneName(zone ?? "UTC") else { throw unknownZone }
        return name
    }

    private var unknownZone: CommandFailure {
        Self.misuse(
            "--zone is a name of the IANA time zone database, such as Europe/Berlin, which \(zone ?? "UTC") is not.")
    }

    // MARK: The announcement

    private func catalog(
        for tag: LanguageTag, in catalogs: PromptCatalogs, isNearOnly: Bool
    ) throws(CommandFailure) -> (LanguageMatch, PromptCatalog) {
        guard let matcher = LanguageMatcher(catalogs: catalogs, isNearOnly: isNearOnly) else {
            throw CommandFailure("ICU's language data could not be loaded; install the package libicu72.")
        }
        let match = matcher.match([tag])
        guard match.step != .default, let catalog = catalogs[match.language] else {
            throw Self.misuse("no catalog fits --in \(tag): `vmgate prompts list` lists all languages.")
        }
        return (match, catalog)
    }

    private func announcement(
        of moment: UnixTime, relativeTo now: UnixTime?, _ caller: MessageCaller?, _ match: LanguageMatch,
        _ clock: ClockFormat, _ zone: TimeZoneName, _ catalogs: PromptCatalogs
    ) throws(CommandFailure) -> Announcement {
        do {
            let formatter = try AnnouncementFormatter(catalogs: catalogs, zones: zones())
            guard
                let announcement = try formatter.announcement(
                    of: moment, language: match.language, requested: match.requested, clock: clock, zone: zone,
                    asOf: now ?? SystemClock().calendarNow, isRelative: now != nil,
                    caller: caller)
            else { throw Self.misuse(Self.silence) }
            return announcement
        } catch let error as AnnouncementError {
            switch error {
            case .unknownZone: throw unknownZone
            case .outOfRange: throw Self.misuse("TIMESTAMP is outside the years 1 to 9999; give one within them.")
            case .noCatalog, .noDates: throw CommandFailure(error.description)
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    /// Those of the system, with a warning where the built-in ones have to do.
    private func zones() -> ZoneDatabase {
        let zones = ZoneDatabase { [asJSON = options.json] problem in
            StandardError.warn(
                "\(problem.file) \(problem.reason), and the built-in rules are used where there are some.",
                code: "TIMEZONES", asJSON: asJSON)
        }
        if zones.edition.source == .builtIn {
            StandardError.warn(
                "there are no time zone rules in \(zones.directory.path), and the built-in ones"
                    + " (\(zones.edition.version ?? "of an unknown release")) may be outdated: install tzdata.",
                code: "TIMEZONES", asJSON: options.json)
        }
        return zones
    }

    /// Writes the sound file, if one is wanted.
    private func sound(
        _ clips: [String], of catalog: PromptCatalog, _ settings: ServeSettings
    ) throws -> (file: String, seconds: Double)? {
        guard let file = wav else { return nil }
        let samples = try Self.samples(clips, of: catalog, settings.promptsDirectory)
        try OutputFile.write(WaveFile.bytes(samples), to: file)
        return (file, Double(samples.count) / Double(SoundFormat.telephone.rate))
    }

    private static func samples(
        _ clips: [String], of catalog: PromptCatalog, _ directory: String
    ) throws(CommandFailure) -> [Int16] {
        do {
            return try SpokenSentence.samples(clips, of: catalog, directory: directory)
        } catch {
            throw CommandFailure(error.description)
        }
    }
}
