import AuditChain
import GRDB
import Sealing
import VoicemailModel

/// Finds the key that the chain is hashed with.
///
/// It is made once and stays: in the database, sealed with the active seal key when there is one. Without one it is there
/// plain, and then the chain shows accidents but nobody who can write the database and knows how it is made.
struct StoredAuditKey {
    /// The seal keys; nil when there are none.
    private let ring: Keyring?

    init(_ ring: Keyring?) {
        self.ring = ring
    }

    /// What the key is sealed for: nothing else opens it, and it opens nothing else.
    private static let purpose = "audit key"

    /// The key in the database; nil when there is none yet.
    ///
    /// - Throws: when none of the seal keys opens it.
    func open(_ table: AuditTable) throws -> AuditKey? {
        guard let stored = try table.key() else { return nil }
        guard let name = stored.sealKey else {
            return try AuditKey(SecretBytes(copying: stored.bytes)) ?? { throw Self.damaged }()
        }
        guard let ring else { throw Self.unnamed(name) }
        guard ring[name: name] != nil else { throw Self.unknown(name) }
        let text = String(decoding: stored.bytes, as: UTF8.self)
        return try ring.open(text, for: Self.purpose).flatMap { AuditKey($0) } ?? { throw Self.damaged }()
    }

    /// The same, made when there is none, and sealed with the active key when it was not.
    func openOrMake(_ table: AuditTable) throws -> AuditKey {
        let stored = try table.key()
        guard let key = try open(table) ?? AuditKey.make() else {
            throw StoreError.unavailable("libsodium could not be started; the audit cannot be kept")
        }
        if stored == nil || stored?.sealKey != ring?.active.id.text { try write(key, table) }
        return key
    }

    /// Writes the key, sealed with the active key if there is one, over what was there.
    func write(_ key: AuditKey, _ table: AuditTable) throws {
        guard let ring else {
            return try table.write(AuditTable.StoredKey(sealKey: nil, bytes: key.withUnsafeBytes { Array($0) }))
        }
        let text = ring.seal(key.secret, for: Self.purpose)
        try table.overwriting {
            try table.write(AuditTable.StoredKey(sealKey: ring.active.id.text, bytes: Array(text.utf8)))
        }
    }

    // MARK: What can be wrong

    private static func unnamed(_ name: String) -> StoreError {
        StoreError.unavailable(
            "seal.key_file: the audit's key is sealed with the key \(name), and no key file is set; name the one that has"
                + " it with --seal-key-file FILE or VMGATE_SEAL_KEY_FILE")
    }

    private static func unknown(_ name: String) -> StoreError {
        StoreError.unavailable(
            "seal.key_file: the audit's key is sealed with the key \(name), which the key file does not have; name the"
                + " right key file, or put back its copy")
    }

    private static let damaged = StoreError.corrupt(
        "the audit's key in the database (audit_key) was altered by another program; restore it from a backup")
}
