public import Sealing

/// What seals the PINs' hashes, where the keys are, and what the store knows of it.
public struct Seals: Sendable {
    let sealer: HashSealer
    let file: SealKeyFile
    let store: any SealStore

    public init(sealer: HashSealer, file: SealKeyFile, store: any SealStore) {
        self.sealer = sealer
        self.file = file
        self.store = store
    }
}

/// How far the sealing of what is not sealed with the active key has come.
struct SealingProgress {
    /// Seals one mailbox after another; nil when nothing is left to seal.
    var pass: Task<Void, Never>?
    /// Adds up all seals.
    var addition: Task<Void, Never>?
    /// Whether a new key is being written.
    var isRotating = false
    /// Hashes that could not be resealed in the last pass: they did not open, or were not committed.
    var failed = 0
}
