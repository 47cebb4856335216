/// The first rule of the PIN policy that a PIN breaks, and where. It holds no digit of the PIN.
public struct PINPolicyViolation: Hashable, Sendable {
    /// The rules in the order in which they are checked. The first four always apply; the others do where they are
    /// configured.
    public enum Rule: String, Hashable, Sendable, CaseIterable {
        /// ASCII digits only.
        case digits
        /// 6 to 10 digits.
        case length
        /// No three or more equal digits in a row.
        case repeated
        /// No three or more digits in a row that step by one, up or down.
        case sequential

        /// Three different digits or more.
        case distinct
        /// Not one group of digits again and again.
        case groups
        /// No three or more digits in a row on one line of a telephone's keys.
        case keypad
        /// No date.
        case dates
        /// Not the mailbox's own number, forwards or backwards.
        case mailboxNumber = "extension"
        /// None of the operator's list.
        case blocklist

        /// The PIN in force was chosen long enough ago to be changed.
        case minimumAge = "min_age"
        /// Not the PIN that it replaces, and none of the mailbox's last ones.
        case history
    }

    public let rule: Rule
    /// Where the rule is broken, counted from 1: the first character that is not a digit, the first digit missing or too many,
    /// or the first digit of what is refused. 1 where it is the PIN as a whole.
    public let position: Int

    public init(rule: Rule, position: Int = 1) {
        self.rule = rule
        self.position = position
    }

    /// What to tell whoever chose the PIN.
    public var sentence: String {
        switch rule {
        case .digits: "a PIN may have only the digits 0 to 9"
        case .length: "a PIN must have \(Limits.pinLength.lowerBound) to \(Limits.pinLength.upperBound) digits"
        case .repeated: "a PIN must not have three equal digits in a row"
        case .sequential: "a PIN must not have three digits in a row that count up or down"
        case .distinct: "a PIN must have at least three different digits"
        case .groups: "a PIN must not be the same few digits repeated"
        case .keypad: "a PIN must not have three digits in a row that lie on one line of a telephone's keys"
        case .dates: "a PIN must not be a date"
        case .mailboxNumber: "a PIN must not contain the mailbox's number, forwards or backwards, or be part of it"
        case .blocklist: "this PIN is on the list of those that are too easy to guess"
        case .minimumAge: "the PIN was changed a short time ago and cannot be changed again yet"
        case .history: "this PIN was used for this mailbox before"
        }
    }

    /// The prompt that tells a caller.
    public var prompt: String {
        switch rule {
        case .digits: "pin-rejected-digits"
        case .length: "pin-rejected-length"
        case .repeated: "pin-rejected-repeated"
        case .sequential: "pin-rejected-sequential"
        case .distinct, .groups, .keypad, .dates, .mailboxNumber, .blocklist: "pin-rejected-guessable"
        case .minimumAge: "pin-rejected-too-soon"
        case .history: "pin-rejected-reused"
        }
    }
}
