import VoicemailTestKit

/// All that is random in one simulation, in the order in which it is asked for.
final class Chance {
    private var generator: Seeded

    init(seed: UInt64) {
        // Neighbouring seeds are to begin differently.
        generator = Seeded(state: seed &* 0x9E37_79B9_7F4A_7C15 &+ 0xD1B5_4A32_D192_ED03)
        for _ in 0..<4 { _ = generator.next() }
    }

    func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(generator.next() >> 16) % (range.upperBound - range.lowerBound + 1)
    }

    func happens(_ probability: Double) -> Bool {
        Double(generator.next() >> 11) / Double(1 << 53) < probability
    }

    func pick<Value>(_ values: [Value]) -> Value { values[number(0...values.count - 1)] }

    /// To the microsecond, so that few things happen in the same moment.
    func milliseconds(_ range: ClosedRange<Int>) -> Duration {
        .microseconds(number(range.lowerBound * 1000...range.upperBound * 1000))
    }
}
