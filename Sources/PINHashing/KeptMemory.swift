import CHashMemory

/// The hash memory that the calling thread keeps between hashes.
enum KeptMemory {
    /// Bytes that are kept now.
    static var size: Int { hash_memory_kept() }

    /// Wipes up to `bytes` more of what hashes have left behind, and returns how many bytes are still to be wiped.
    static func wipe(_ bytes: Int) -> Int { hash_memory_wipe(bytes) }

    /// Gives all but `bytes` back.
    static func shrink(to bytes: Int) { hash_memory_shrink(bytes) }

    /// Gives everything back.
    static func release() { hash_memory_release() }
}
