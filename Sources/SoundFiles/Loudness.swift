/// Makes sounds equally loud, so that clips from many recordings sound like one sentence.
public enum Loudness {
    /// The mean level of what is spoken: 20 dB below the loudest there can be, as is usual for announcements.
    private static let wished = 3277.0
    /// No sample goes beyond: 1.5 dB below the loudest there can be.
    private static let highestPeak = 27_571.0
    /// 20 ms.
    private static let frame = 160
    /// A frame that is 30 dB below the loudest is a pause, which is not to make a sound count as less loud.
    private static let pause = 0.0316

    /// The same sound, louder or less loud. Silence stays what it is.
    public static func levelled(_ samples: [Int16]) -> [Int16] {
        let level = level(of: samples)
        let peak = samples.reduce(0) { max($0, $1.magnitude) }
        guard level > 0, peak > 0 else { return samples }
        let gain = min(wished / level, highestPeak / Double(peak))
        return samples.map { Int16((Double($0) * gain).rounded()) }
    }

    /// The root of the mean square of what is spoken, pauses left out; 0 for silence.
    public static func level(of samples: [Int16]) -> Double {
        let squares = stride(from: 0, to: samples.count, by: frame).map { start in
            let frame = samples[start..<min(samples.count, start + frame)]
            return frame.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(frame.count)
        }
        let quietest = (squares.max() ?? 0) * pause * pause
        let spoken = squares.filter { $0 > 0 && $0 >= quietest }
        guard !spoken.isEmpty else { return 0 }
        return (spoken.reduce(0, +) / Double(spoken.count)).squareRoot()
    }
}
