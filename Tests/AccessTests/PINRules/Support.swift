import VoicemailModel

extension SecretBytes {
    convenience init(_ text: String) {
        self.init(copying: Array(text.utf8))
    }
}

/// All PINs of six digits.
enum SixDigits {
    static func count(where isCounted: (SecretBytes) -> Bool) -> Int {
        var digits = [UInt8](repeating: UInt8(ascii: "0"), count: 6)
        var count = 0
        for number in 0..<1_000_000 {
            var rest = number
            for index in digits.indices.reversed() {
                digits[index] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            if isCounted(SecretBytes(copying: digits)) { count += 1 }
        }
        return count
    }
}

/// Randomness that comes out the same each time (Vigna's SplitMix64).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
