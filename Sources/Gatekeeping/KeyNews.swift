import VoicemailModel

/// What the audit has not been told of the keys: one row for each that was added or dropped.
///
/// The key file changes before its row is written, and a kill may come in between. What is missing then is found out by the next
/// comparison, that of the next start at the latest.
struct KeyNews: Equatable {
    struct Item: Equatable {
        var kind: AuditEvent.Kind
        var key: String
    }

    let items: [Item]

    /// - Parameters:
    ///   - keys: the keys that are there, the active one first.
    ///   - audited: those of which the audit says that they are.
    init(keys: [String], audited: Set<String>) {
        let isRotated = keys.dropFirst().contains(where: audited.contains)
        // The oldest first, as they came.
        let new = keys.reversed().filter { !audited.contains($0) }.map { key in
            Item(kind: key == keys.first && isRotated ? .keyRotated : .keyMade, key: key)
        }
        let gone = audited.subtracting(keys).sorted().map { Item(kind: .keyDropped, key: $0) }
        items = new + gone
    }
}
