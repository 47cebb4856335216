internal import VoicemailModel

/// Whether a sound can be played to callers.
public enum SoundCheck {
    /// What the header alone shows to be wrong.
    public static func problemsOfForm(_ file: WaveFile) -> [SoundProblem] {
        var problems: [SoundProblem] = []
        let wished = SoundFormat.telephone
        if file.format.rate != wished.rate { problems.append(.rate(file.format.rate)) }
        if file.format.channels != wished.channels { problems.append(.channels(file.format.channels)) }
        if file.format.bits != wished.bits { problems.append(.bits(file.format.bits)) }
        if file.missingBytes > 0 { problems.append(.cutShort(missingBytes: file.missingBytes)) }
        if file.milliseconds > Limits.soundMilliseconds.upperBound {
            problems.append(.tooLong(seconds: file.milliseconds / 1000))
        }
        return problems
    }

    /// All that is wrong; none when it can be played.
    public static func problems(_ file: WaveFile) -> [SoundProblem] {
        let problems = problemsOfForm(file)
        // Samples of another form would be misread.
        guard problems.isEmpty else { return problems }
        guard file.milliseconds >= Limits.soundMilliseconds.lowerBound else {
            return [.tooShort(milliseconds: file.milliseconds)]
        }
        let samples = file.samples
        if !samples.contains(where: { $0.magnitude >= audiblePeak }) { return [.silent] }
        if let index = clipping(in: samples) { return [.clipped(atMilliseconds: index * 1000 / file.format.rate)] }
        return []
    }

    /// 40 dB below the loudest there can be. What stays below it is lost in the noise of a line.
    private static let audiblePeak: UInt16 = 328
    /// As far out as a sample can be, less what rounding may have taken.
    private static let outermost: UInt16 = 32_766
    /// One or two such samples may be the top of a wave.
    private static let clippedRun = 4

    private static func clipping(in samples: [Int16]) -> Int? {
        var run = 0
        for (index, sample) in samples.enumerated() {
            run = sample.magnitude >= outermost ? run + 1 : 0
            if run == clippedRun { return index + 1 - run }
        }
        return nil
    }
}
