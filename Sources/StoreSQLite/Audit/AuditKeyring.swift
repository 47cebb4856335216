public import AuditChain
import VoicemailModel

/// Finds the key that the chain is hashed with.
///
/// It is made once and stays: in the database, wrapped in the operator's key when there is one. Without one it stands there
/// plain, and then the chain shows accidents but nobody who can write the database and knows how it is made.
public struct AuditKeyring: Sendable {
    /// The operator's keys, the one in use first; older ones still open what was wrapped in them.
    private let wraps: [AuditKeyWrap]

    public init(_ wraps: [AuditKeyWrap] = []) {
        self.wraps = wraps
    }

    /// No key of the operator's.
    public static let none = AuditKeyring()

    /// The key in the database; nil when there is none yet.
    ///
    /// - Throws: when none of the operator's keys opens it.
    func open(_ table: AuditTable) throws -> AuditKey? {
        guard let stored = try table.key() else { return nil }
        guard let name = stored.wrappedIn else {
            return try AuditKey(SecretBytes(copying: stored.bytes)) ?? { throw Self.damaged }()
        }
        guard let wrap = wraps.first(where: { $0.name == name }) else {
            throw StoreError(
                "the audit's key is wrapped in the key \(name), which is not there: name the key file that has it")
        }
        return try wrap.unwrap(stored.bytes) ?? { throw Self.damaged }()
    }

    /// The same, made when there is none, and wrapped in the key in use when it was not.
    func openOrMake(_ table: AuditTable) throws -> AuditKey {
        let found = try open(table)
        guard let key = found ?? AuditKey.make() else {
            throw StoreError("libsodium does not start; the audit cannot be kept")
        }
        let isAsItShould = try found != nil && table.key()?.wrappedIn == (wraps.first?.name ?? table.key()?.wrappedIn)
        if !isAsItShould {
            let bytes = wraps.first?.wrap(key) ?? key.withUnsafeBytes { Array($0) }
            try table.write(AuditTable.StoredKey(wrappedIn: wraps.first?.name, bytes: bytes))
        }
        return key
    }

    private static let damaged = StoreError(
        "the audit's key in the database is damaged, or its key file is another than it says: restore the right one")
}
