public import VoicemailModel

/// What a database says of the seals that one key has made, authenticated with that key.
public struct SealState: Hashable, Sendable {
    public enum Phase: Int, Sendable {
        /// The database had hashes before it had a key: those that are not sealed yet are taken as they are.
        case adopting = 0
        /// A hash that is not sealed was put there by somebody else.
        case sealed = 1
    }

    public var phase: Phase
    /// The highest generation that was given to a seal.
    public var generation: Int64
    public var tally: SealTally

    public init(phase: Phase, generation: Int64 = 0, tally: SealTally = SealTally()) {
        self.phase = phase
        self.generation = generation
        self.tally = tally
    }

    public func code(with key: SealKey) -> SealCode {
        key.code(of: SealMessage("state").number(Int64(phase.rawValue)).number(generation).raw(tally.bytes).bytes)
    }
}
