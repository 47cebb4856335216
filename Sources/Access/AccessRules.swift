public import VoicemailModel

/// How many failures one source may have over all mailboxes, and in which time.
public struct SourceLimit: Sendable, Hashable {
    public let maxFailures: Int
    /// Length of the window in seconds, from its first failure on.
    public let windowSeconds: Int64

    public init(maxFailures: Int = 50, windowSeconds: Int64 = 3600) {
        self.maxFailures = maxFailures
        self.windowSeconds = windowSeconds
    }

    /// `record` as it counts `now`: a window that has ended counts nothing, and one from the future, written when a clock was
    /// wrong, begins now.
    func inForce(_ record: SourceRecord?, now: UnixTime) -> SourceRecord {
        guard let record, record.failures > 0 else { return SourceRecord(failures: 0, windowStart: now) }
        let start = min(record.windowStart, now)
        guard now < start.adding(seconds: windowSeconds) else { return SourceRecord(failures: 0, windowStart: now) }
        return SourceRecord(failures: record.failures, windowStart: start)
    }

    /// Until when a source with this record makes no attempts; nil when it may.
    public func lockInForce(_ record: SourceRecord?, now: UnixTime) -> UnixTime? {
        let record = inForce(record, now: now)
        return record.failures >= maxFailures ? record.windowStart.adding(seconds: windowSeconds) : nil
    }

    /// How many of its attempts may be out at once: all of them may fail.
    public func room(_ record: SourceRecord?, now: UnixTime) -> Int {
        max(0, maxFailures - inForce(record, now: now).failures)
    }
}

/// By which rules it is decided who gets in.
public struct AccessRules: Sendable, Hashable {
    public var lockout: Lockout
    public var sourceLimit: SourceLimit
    /// How old a PIN may be.
    public var ages: PINAges
    /// A new PIN is none of so many last ones, the one in force among them. That one it never is, even where this is 0.
    public var history: Int
    /// When `enable_voicemail_pin=false` is honoured.
    public var pinless: PinlessRule

    public init(
        lockout: Lockout = Lockout(), sourceLimit: SourceLimit = SourceLimit(), ages: PINAges = PINAges(),
        history: Int = 0, pinless: PinlessRule = .always
    ) {
        self.lockout = lockout
        self.sourceLimit = sourceLimit
        self.ages = ages
        self.history = history
        self.pinless = pinless
    }

    /// PINs that are remembered besides the one in force.
    public var rememberedPINs: Int { max(0, history - 1) }

    /// How many attempts on one mailbox may be out at once, with these failures settled.
    public func room(_ attempts: AttemptRecord, now: UnixTime) -> Int {
        guard lockout.lockInForce(attempts, now: now) == nil else { return 0 }
        return min(lockout.attemptsLeft(afterFailures: attempts.failures), Limits.reservedPerMailbox)
    }
}
