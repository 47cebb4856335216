import SoundFiles
import Testing

@Suite("Sounds are equally loud", .timeLimit(.minutes(1)))
struct LoudnessTests {
    /// A tone of 400 Hz with pauses before and behind it.
    private func tone(amplitude: Double) -> [Int16] {
        let pause = [Int16](repeating: 0, count: 1600)
        let period = [0.0, 0.309, 0.588, 0.809, 0.951, 1.0, 0.951, 0.809, 0.588, 0.309]
        let wave = period + period.map { -$0 }
        return pause + (0..<4000).map { Int16(amplitude * wave[$0 % wave.count]) } + pause
    }

    @Test("loud and soft become equally loud, and pauses do not count", arguments: [20.0, 300.0, 5000.0, 32_000.0])
    func levelled(amplitude: Double) {
        let level = Loudness.level(of: Loudness.levelled(tone(amplitude: amplitude)))
        #expect(abs(level - 3277) < 120, "\(level)")
    }

    @Test("silence stays silent")
    func silence() {
        #expect(Loudness.levelled([0, 0, 0]) == [0, 0, 0])
        #expect(Loudness.levelled([]) == [])
        #expect(Loudness.level(of: []) == 0)
    }

    @Test("a sound with one high peak is not made to clip")
    func peak() {
        var samples = tone(amplitude: 500)
        samples[2000] = 20_000
        let peak = Loudness.levelled(samples).map(\.magnitude).max() ?? 0
        #expect(peak <= 27_571)
    }
}
