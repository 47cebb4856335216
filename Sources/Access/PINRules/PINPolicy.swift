public import VoicemailModel

/// Which PINs may be chosen: four rules that always apply, and those that are configured, checked in the order of
/// `PINPolicyViolation.Rule`.
public struct PINPolicy: Sendable, Hashable {
    /// A rule that applies when its name is configured. The raw value is that name.
    public enum ExtraRule: String, Sendable, Hashable, CaseIterable {
        case distinct, groups, keypad, dates
        case mailboxNumber = "extension"
    }

    /// A set of extra rules under one name.
    public enum Profile: String, Sendable, Hashable, CaseIterable {
        /// None.
        case standard
        /// What NIST SP 800-63B §5.1.1.2 would have on a blocklist and can be told without one: repetitive and sequential
        /// values, common ones, and those of the context.
        case strict

        public var rules: Set<ExtraRule> {
            switch self {
            case .standard: []
            case .strict: Set(ExtraRule.allCases)
            }
        }
    }

    public let extraRules: Set<ExtraRule>
    public var blocklist: PINBlocklist

    public init(extraRules: Set<ExtraRule> = [], blocklist: PINBlocklist = PINBlocklist()) {
        self.extraRules = extraRules
        self.blocklist = blocklist
    }

    /// The first rule that `candidate` breaks; nil when it may be a PIN of `mailbox`. Without a mailbox, the rule about its
    /// number is left out.
    public func violation(of candidate: SecretBytes, for mailbox: MailboxID? = nil) -> PINPolicyViolation? {
        candidate.withUnsafeBytes { bytes in violation(of: bytes, mailbox) }
    }

    /// A PIN drawn evenly from all that the policy accepts for `mailbox`, of every length it accepts.
    ///
    /// Drawn again until it is accepted, so none is likelier than another: about one in six is drawn again, and with
    /// every extra rule one in four.
    public func makePIN(for mailbox: MailboxID? = nil, using generator: inout some RandomNumberGenerator) -> PIN {
        while true {
            let digits = SecretBytes(copying: Self.randomDigits(using: &generator))
            if violation(of: digits, for: mailbox) == nil, let pin = PIN(digits) {
                return pin
            }
        }
    }

    private func violation(of bytes: UnsafeRawBufferPointer, _ mailbox: MailboxID?) -> PINPolicyViolation? {
        if let violation = Self.standingViolation(of: bytes) { return violation }
        for rule in ExtraRule.allCases where extraRules.contains(rule) {
            if let position = rule.position(in: bytes, of: mailbox) {
                return PINPolicyViolation(rule: rule.rule, position: position)
            }
        }
        return blocklist.contains(bytes) ? PINPolicyViolation(rule: .blocklist) : nil
    }

    /// The rules that always apply.
    private static func standingViolation(of bytes: UnsafeRawBufferPointer) -> PINPolicyViolation? {
        if let index = bytes.firstIndex(where: { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            return PINPolicyViolation(rule: .digits, position: index + 1)
        }
        if bytes.count < Limits.pinLength.lowerBound {
            return PINPolicyViolation(rule: .length, position: bytes.count + 1)
        }
        if bytes.count > Limits.pinLength.upperBound {
            return PINPolicyViolation(rule: .length, position: Limits.pinLength.upperBound + 1)
        }
        if let index = firstRun(in: bytes, steppingBy: [0]) {
            return PINPolicyViolation(rule: .repeated, position: index + 1)
        }
        if let index = firstRun(in: bytes, steppingBy: [1, -1]) {
            return PINPolicyViolation(rule: .sequential, position: index + 1)
        }
        return nil
    }

    /// Where the first three digits in a row stand that go on by the same one of `steps`.
    private static func firstRun(in bytes: UnsafeRawBufferPointer, steppingBy steps: [Int]) -> Int? {
        (0..<(bytes.count - 2)).first { index in
            let step = Int(bytes[index + 1]) - Int(bytes[index])
            return steps.contains(step) && Int(bytes[index + 2]) - Int(bytes[index + 1]) == step
        }
    }

    /// Digits of any accepted length, each string of digits as likely as any other: nine of ten have the greatest length.
    private static func randomDigits(using generator: inout some RandomNumberGenerator) -> [UInt8] {
        var countOfLength: UInt64 = 1
        for _ in 0..<Limits.pinLength.lowerBound { countOfLength *= 10 }
        let counts = Limits.pinLength.map { length in
            defer { countOfLength *= 10 }
            return (length: length, count: countOfLength)
        }
        var drawn = UInt64.random(in: 0..<counts.reduce(0) { $0 + $1.count }, using: &generator)
        var length = Limits.pinLength.lowerBound
        for candidate in counts {
            length = candidate.length
            if drawn < candidate.count { break }
            drawn -= candidate.count
        }
        var digits = [UInt8](repeating: UInt8(ascii: "0"), count: length)
        for index in digits.indices.reversed() {
            digits[index] += UInt8(drawn % 10)
            drawn /= 10
        }
        return digits
    }
}

extension PINPolicy.ExtraRule {
    /// Where `digits`, 6 to 10 of them, break this rule, counted from 1; nil when they keep it.
    fileprivate func position(in digits: UnsafeRawBufferPointer, of mailbox: MailboxID?) -> Int? {
        switch self {
        case .distinct: RepetitionRules.hasFewDistinctDigits(digits) ? 1 : nil
        case .groups: RepetitionRules.isOneGroupRepeated(digits) ? 1 : nil
        case .keypad: KeypadRule.position(in: digits)
        case .dates: DateRule.isDate(digits) ? 1 : nil
        case .mailboxNumber: mailbox.flatMap { MailboxNumberRule.position(in: digits, of: $0) }
        }
    }

    fileprivate var rule: PINPolicyViolation.Rule {
        switch self {
        case .distinct: .distinct
        case .groups: .groups
        case .keypad: .keypad
        case .dates: .dates
        case .mailboxNumber: .mailboxNumber
        }
    }
}
