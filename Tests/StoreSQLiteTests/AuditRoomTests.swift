import GRDB
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

@Suite("How large the audit may become", .timeLimit(.minutes(5)))
struct AuditRoomTests {
    @Test("it is full at its limit, and open again when a sixty-fourth is free")
    func turns() {
        var room = AuditRoom(limit: 6400, bytes: 0)
        for (bytes, isFull) in [
            (0, false), (6399, false), (6400, true), (6399, true), (6301, true), (6300, false), (6399, false),
            (9000, true), (Int.max, true), (0, false),
        ] {
            room.look(bytes)
            #expect((objection(to: audited, room) != nil) == isFull, "\(bytes)")
            #expect(room.bytes == bytes)
        }
        #expect(objection(to: audited, AuditRoom(limit: 1, bytes: 1)) != nil)
    }

    private let rows = LedgerRows(time: StoreTime(now: UnixTime(seconds: 1), calendar: UnixTime(seconds: 1)))

    private var audited: LedgerRows {
        var rows = rows
        rows.audit = [.known("1")]
        return rows
    }

    private func objection(to rows: LedgerRows, _ room: AuditRoom) -> StoreError? {
        room.objection(to: rows, insteadOf: self.rows)
    }

    @Test("full, it objects to rows of the audit and to attempts that go out, and to nothing else")
    func objections() {
        let room = AuditRoom(limit: 1, bytes: 1)
        var out = rows
        out.reservations = [reservation]
        var other = rows
        other.attempts = .failures(1)
        #expect(objection(to: out, room) != nil)
        #expect(objection(to: rows, room) == nil && objection(to: other, room) == nil)
        #expect(room.objection(to: rows, insteadOf: out) == nil && room.objection(to: out, insteadOf: out) == nil)
    }

    @Test("its sentence says how much there is, how much is allowed, and what raises that")
    func sentence() {
        #expect(
            objection(to: audited, AuditRoom(limit: 8 << 30, bytes: 8193 << 20))?.description
                == "the audit is full: the database has 8193 MiB, and audit.max_size is 8192 MiB; raise audit.max_size"
                + " (--audit-max-size), or lower audit.retention_days, and start again")
    }

    private static let limit = 1 << 20
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func open(_ limit: Int = Self.limit) throws -> SQLiteMailboxStore {
        try SQLiteMailboxStore.open(
            path: directory.database, bounds: SQLiteMailboxStore.Bounds(auditDays: 0, auditBytes: limit))
    }

    /// Until there is no more room.
    private func fill(_ store: SQLiteMailboxStore) async throws {
        try await store.record((0..<10_000).map { .known("\($0)") })
    }

    private func isFull(_ body: () async throws -> Void) async throws -> Bool {
        do {
            try await body()
            return false
        } catch StoreError.auditFull {
            return true
        }
    }

    private var reservation: Reservation {
        Reservation(id: AttemptID(number: 7), pinVersion: 0, until: UnixTime(seconds: 1_900_000_000), source: nil)
    }

    @Test("beyond it nothing is begun that must be audited; what was begun ends, and what needs no row goes on")
    func full() async throws {
        let store = try open()
        let reservation = reservation
        let reserve: @Sendable (inout LedgerRows) -> Void = { $0.reservations.append(reservation) }
        try await store.transact(LedgerScope(.known("1")), decide: reserve)
        try await fill(store)
        #expect(try await isFull { try await store.record([.known("2")]) })
        #expect(try await isFull { try await store.transact(LedgerScope(.known("2")), decide: reserve) })
        try await store.transact(LedgerScope(.known("2"))) { $0.attempts = .failures(2) }
        let before = try await store.audit(AuditQuery(after: 9999)).rows.count
        try await store.transact(LedgerScope(.known("1")), TransactionTerms(by: .now + .seconds(60), isOwed: true)) {
            $0.reservations = []
            $0.audit = [.known("1")]
        }
        #expect(try await store.audit(AuditQuery(after: 9999)).rows.count == before + 1)
        // Its neighbours in a commit know nothing of one that is refused.
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let change = Change(.known("9\(number)")) { rows in
                        rows.attempts = .failures(1)
                        if number.isMultiple(of: 2) { rows.audit = [.known("\(number)")] }
                    }
                    let isRefused = try? await isFull { try await store.commit(change) }
                    #expect(isRefused == number.isMultiple(of: 2), "\(number)")
                }
            }
        }
        try store.close()
        #expect(try SQLiteAuditFile(path: directory.database).verify().get().count == 10_001)
    }

    @Test("a start finds it full, and with a higher limit open; so it is when enough has gone")
    func starts() async throws {
        var store = try open()
        try await fill(store)
        try store.close()
        store = try open()
        #expect(try await isFull { try await store.record([.known("1")]) })
        // As housekeeping does.
        try await store.pool.write { try $0.execute(sql: "DELETE FROM audit WHERE id < 7000") }
        try await store.record([.known("1")])
        try store.close()
        store = try open(64 << 20)
        try await fill(store)
        try await store.record([.known("1")])
        try store.close()
    }
}
