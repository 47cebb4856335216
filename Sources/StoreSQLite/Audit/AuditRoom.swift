import GRDB
import VoicemailModel

/// Whether the audit may grow, by the bytes of its database, most of which are the audit's.
///
/// Nothing is begun any more that must be audited while there is no room, as on a full disk. What was begun before is still
/// written.
/// ```
/// open ── as many bytes as allowed ─▶ full ── a sixty-fourth less ─▶ open
/// ```
struct AuditRoom: Sendable {
    /// Most bytes.
    let limit: Int
    private(set) var bytes: Int
    private var isFull = false

    init(limit: Int, bytes: Int) {
        self.limit = limit
        self.bytes = bytes
        look(bytes)
    }

    /// The database has so many bytes.
    mutating func look(_ bytes: Int) {
        self.bytes = bytes
        // A full one is not open again for each row that grows too old.
        isFull = bytes >= limit || isFull && bytes > limit - limit / 64
    }

    /// Why `rows`, which a decision has made of `former`, are not written; nil while there is room, or where they lead to no row of the
    /// audit: they have none for it, and let no attempt go out.
    func objection(to rows: LedgerRows, insteadOf former: LedgerRows) -> StoreError? {
        guard isFull else { return nil }
        let isOut = rows.reservations.contains { new in !former.reservations.contains { $0.id == new.id } }
        guard isOut || !rows.audit.isEmpty else { return nil }
        return .auditFull(
            "the audit is full: the database has \(Self.mebibytes(bytes)), and audit.max_size is"
                + " \(Self.mebibytes(limit)); raise audit.max_size (--audit-max-size), or lower audit.retention_days,"
                + " and start again")
    }

    private static func mebibytes(_ bytes: Int) -> String { "\(bytes >> 20) MiB" }

    /// Those of all pages that are in use: what is freed is used again.
    static func bytes(of database: Database) throws -> Int {
        func number(_ name: String) throws -> Int {
            try Int.fetchOne(database.cachedStatement(sql: "PRAGMA \(name)")) ?? 0
        }
        return try (number("page_count") - number("freelist_count")) * number("page_size")
    }
}
