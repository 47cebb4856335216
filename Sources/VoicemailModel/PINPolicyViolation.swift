/// The first rule of the PIN policy that a PIN breaks, and where. It holds no digit of the PIN.
public struct PINPolicyViolation: Error, Hashable, Sendable {
    /// The rules in the order in which they are checked.
    public enum Rule: String, Hashable, Sendable, CaseIterable {
        /// ASCII digits only.
        case digits
        /// 6 to 10 digits.
        case length
        /// No three or more equal digits in a row.
        case repeated
        /// No three or more digits in a row that step by one, up or down.
        case sequential
    }

    public let rule: Rule
    /// Where the rule is broken, counted from 1: the first character that is no digit, the first digit missing or too many,
    /// or the first digit of the run.
    public let position: Int

    public init(rule: Rule, position: Int) {
        self.rule = rule
        self.position = position
    }

    /// What to tell whoever chose the PIN.
    public var sentence: String {
        switch rule {
        case .digits: "a PIN has the digits 0 to 9 only"
        case .length: "a PIN has \(Limits.pinLength.lowerBound) to \(Limits.pinLength.upperBound) digits"
        case .repeated: "a PIN has no three equal digits in a row"
        case .sequential: "a PIN has no three digits in a row that count up or down"
        }
    }
}
