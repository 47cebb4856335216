public import Sealing

/// What seals the PINs' hashes, where the keys are, and what the store knows of it.
public struct SealParts: Sendable {
    let sealer: HashSealer
    let file: SealKeyFile
    let store: any SealStore

    public init(sealer: HashSealer, file: SealKeyFile, store: any SealStore) {
        self.sealer = sealer
        self.file = file
        self.store = store
    }
}
