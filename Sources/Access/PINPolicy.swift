public import VoicemailModel

/// Which PINs may be chosen: the four rules that always apply, checked in the order of `PINPolicyViolation.Rule`.
public struct PINPolicy: Sendable {
    public init() {}

    /// The first rule that `candidate` breaks; nil when it may be a PIN.
    public func violation(of candidate: SecretBytes) -> PINPolicyViolation? {
        candidate.withUnsafeBytes { bytes in Self.violation(of: bytes) }
    }

    /// A PIN drawn evenly from all that the policy accepts, of every length it accepts.
    ///
    /// Drawn again until it is accepted, so none is likelier than another; about one in seven is drawn again.
    public func makePIN(using generator: inout some RandomNumberGenerator) -> PIN {
        while true {
            let digits = SecretBytes(copying: Self.randomDigits(using: &generator))
            if violation(of: digits) == nil, let pin = PIN(digits) {
                return pin
            }
        }
    }

    private static func violation(of bytes: UnsafeRawBufferPointer) -> PINPolicyViolation? {
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
