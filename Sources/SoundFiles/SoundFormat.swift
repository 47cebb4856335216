/// What the samples of a sound file are like.
public struct SoundFormat: Hashable, Sendable {
    /// Samples a second.
    public let rate: Int
    public let channels: Int
    /// Bits of one sample.
    public let bits: Int

    public init(rate: Int, channels: Int, bits: Int) {
        self.rate = rate
        self.channels = channels
        self.bits = bits
    }

    /// What a telephone plays as it is: everything that is said to callers has this format.
    public static let telephone = SoundFormat(rate: 8000, channels: 1, bits: 16)

    /// Bytes of one moment, all channels together. At least 1.
    var bytesPerFrame: Int { max(1, channels * bits / 8) }
}
