import Gatekeeping
import VoicemailModel
import Wire

/// The lines of replies that are given often, each encoded once: by the kind of mailbox, and by the voice, that they are made of.
///
/// It belongs to the event loop. What is found is compared with what it was made of, so that a place that is taken by another is
/// made again.
final class PreparedReplies {
    private let defaults: SettingsDefaults
    // As many as the core remembers, rounded up to powers of two, by which a place is found fast.
    private var settings = [Settings?](repeating: nil, count: PreparedReplies.powerOfTwo(from: Limits.rememberedKinds))
    private var voices = [Lines?](repeating: nil, count: PreparedReplies.powerOfTwo(from: Limits.rememberedVoices))

    /// PROMPTS is the same for everybody, for as long as the server runs.
    private var prompts: PreparedReply?

    private static func powerOfTwo(from count: Int) -> Int {
        1 << (Int.bitWidth - (count - 1).leadingZeroBitCount)
    }

    private struct Settings {
        let kind: MailboxKind
        let prepared: PreparedSettings
    }

    init(defaults: SettingsDefaults) {
        self.defaults = defaults
    }

    func settings(_ outcome: consuming SettingsOutcome) -> Reply {
        .settings(
            outcome.mailbox, settings(of: outcome.kind), email: outcome.email, isLocked: outcome.isLocked)
    }

    private func settings(of kind: MailboxKind) -> PreparedSettings {
        let place = kind.number & (settings.count - 1)
        if let known = settings[place], known.kind === kind { return known.prepared }
        let prepared = PreparedSettings(
            kind.settings ?? MailboxSettings(), defaults: defaults, isPINSet: kind.isPINSet)
        settings[place] = Settings(kind: kind, prepared: prepared)
        return prepared
    }

    func prompts(_ all: (languages: [LanguageTag], ids: [String])) -> Reply {
        let reply = prompts ?? Reply.prompts(languages: all.languages, ids: all.ids).prepared
        prompts = reply
        return .prepared(reply)
    }

    func prompt(_ name: String, by voice: Voice) throws(Refusal) -> Reply {
        try lines(of: voice).prompt(name)
    }

    /// - Parameters:
    ///   - now: the calendar's time.
    ///   - isRelative: whether today and yesterday are to be called so.
    ///   - caller: whom the message came from, when that is to be said too.
    func announce(
        _ moment: UnixTime, asOf now: UnixTime, isRelative: Bool, caller: MessageCaller?, by voice: Voice
    ) throws(Refusal) -> Reply {
        try lines(of: voice).announce(moment, asOf: now, isRelative: isRelative, caller: caller)
    }

    func messages(_ counts: MessageCounts, by voice: Voice) throws(Refusal) -> Reply {
        try lines(of: voice).messages(counts)
    }

    private func lines(of voice: Voice) -> Lines {
        let place = voice.number & (voices.count - 1)
        if let known = voices[place], known.voice === voice { return known }
        let lines = Lines(voice)
        voices[place] = lines
        return lines
    }

    /// What one voice says.
    private final class Lines {
        let voice: Voice
        /// The voice's when moments were announced.
        private var generation: Int
        /// By the prompt's place, as far as they were asked for.
        private var prompts = [PreparedReply?](repeating: nil, count: Voice.promptCount)
        /// Moments that were announced recently: a message is announced each time that it is listened to. A moment has its place
        /// by its minute, where it takes the place of an older one.
        private var announced = [Announced?](repeating: nil, count: 16)

        /// Numbers of messages that were said recently: most mailboxes have a few. New and saved ones together make their place.
        private var counted: [Counted?] = []

        private struct Announced {
            let seconds: Int64
            /// When it was announced: in another year, the moment's is said or no longer said.
            let presentYear: Int?
            let reply: PreparedReply
        }

        private struct Counted {
            let counts: MessageCounts
            let reply: PreparedReply
        }

        init(_ voice: Voice) {
            self.voice = voice
            generation = voice.generation
        }

        func prompt(_ name: String) throws(Refusal) -> Reply {
            guard let place = Voice.place(ofPrompt: name) else { return .prompt(try voice.prompt(name)) }
            if let prepared = prompts[place] { return .prepared(prepared) }
            let reply = Reply.prompt(try voice.prompt(name))
            prompts[place] = reply.prepared
            return reply
        }

        func messages(_ counts: MessageCounts) throws(Refusal) -> Reply {
            // The eight smallest numbers of each do not take one another's place.
            let place = (counts.new & 7) << 3 | ((counts.saved ?? -1) + 1) & 7
            if counted.isEmpty { counted = Array(repeating: nil, count: 64) }
            if let known = counted[place], known.counts == counts { return .prepared(known.reply) }
            let reply = Reply.messages(try voice.count(counts))
            counted[place] = Counted(counts: counts, reply: reply.prepared)
            return reply
        }

        func announce(
            _ moment: UnixTime, asOf now: UnixTime, isRelative: Bool, caller: MessageCaller?
        ) throws(Refusal) -> Reply {
            if generation != voice.generation {
                generation = voice.generation
                announced = announced.map { _ in nil }
            }
            // What is called today changes with the time, and who called with the message.
            guard !isRelative, caller == nil else {
                return Reply(try voice.announce(moment, asOf: now, isRelative: isRelative, caller: caller))
            }
            let (seconds, presentYear) = (moment.seconds, voice.presentYear(asOf: now))
            let place = Int(seconds / 60) & (announced.count - 1)
            if let known = announced[place], known.seconds == seconds, known.presentYear == presentYear {
                return .prepared(known.reply)
            }
            let reply = Reply(try voice.announce(moment, asOf: now, isRelative: false, caller: nil))
            if case .announcement = reply {
                announced[place] = Announced(seconds: seconds, presentYear: presentYear, reply: reply.prepared)
            }
            return reply
        }
    }
}
