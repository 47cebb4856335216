import Access
import GatekeeperTestKit
import NIOCore
import PINHashing
import StoreSQLite
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import Gatekeeping

/// Answers that cost no hash, on a real store and a clock that the test moves.
@Suite("Answers that share rows of the audit", .timeLimit(.minutes(5)))
struct SharedRowsTests {
    private let clock = ManualClock(UnixTime(seconds: 1_795_443_420))
    private let parts: GatekeeperParts
    private let store: TroubledStore
    private let hasher: CountingHasher
    private let gatekeeper: Gatekeeper
    private let open = MailboxID("1001")!

    init() throws {
        parts = try GatekeeperParts(clock: clock, bounds: SQLiteMailboxStore.Bounds(auditBytes: 1 << 20))
        store = TroubledStore(parts.store)
        let parameters = try Argon2Parameters(memory: 8 << 10, operations: 1)
        hasher = CountingHasher(try HashingPool(parameters: parameters, workers: 1, capacity: 64))
        gatekeeper = try parts.makeGatekeeper(
            rules: CoreRules(deadline: .seconds(60)), store: store, hasher: hasher, clock: clock)
    }

    private func addOpen() async {
        #expect(await gatekeeper.add(open, .noPIN, [.requiresPIN(false)]) == .done)
    }

    private func access(from source: String? = nil) async -> Answer {
        await gatekeeper.access(open, from: source.flatMap { Source($0) })
    }

    private func verify(_ mailbox: MailboxID) async -> Answer {
        await gatekeeper.verify(mailbox, "935147")
    }

    private func rows(_ kind: AuditEvent.Kind) async throws -> [AuditRow] {
        var query = AuditQuery(count: Limits.auditPage.upperBound, kind: kind)
        var rows: [AuditRow] = []
        while true {
            let page = try await parts.store.audit(query)
            rows += page.rows
            guard page.hasMore else { return rows }
            query.after = page.last
        }
    }

    @Test("a thousand times the same are a row at once and, when the window has ended, one with count, first and last")
    func repeats() async throws {
        await addOpen()
        for _ in 1...2 {
            for second in 0..<4 {
                for _ in 1...250 { #expect(await access().isGranted) }
                if second < 3 { clock.advance(seconds: 1) }
            }
            #expect(try await rows(.access).last?.repeats == 1)
            #expect(try await rows(.access).last?.connection == 1)
            let before = try await rows(.access).count
            let last = clock.now
            clock.advance(seconds: Limits.auditRepeatSeconds)
            try await yieldUntil("the repeats have a row") { try await rows(.access).count > before }
            let row = try #require(try await rows(.access).last)
            #expect(row.repeats == 999)
            #expect(row.time == clock.now)
            #expect(
                row.detail == "first=\(last.adding(seconds: -3).internetText) last=\(last.internetText)")
        }
        #expect(try await rows(.access).count == 4)
    }

    @Test("many sources are no more rows than a client may have, and what is beyond shares one that names none of them")
    func flood() async throws {
        await addOpen()
        for number in 1...3000 { #expect(await access(from: "s\(number)").isGranted) }
        #expect(try await rows(.access).count == Int(Limits.auditRowsAtOnce) + 1)
        clock.advance(seconds: Limits.auditRepeatSeconds)
        try await yieldUntil("the others have a row") {
            try await rows(.access).count == Int(Limits.auditRowsAtOnce) + 2
        }
        let row = try #require(try await rows(.access).last)
        #expect(row.repeats == 3000 - Limits.auditRowsAtOnce - 1)
        #expect(row.source == nil && row.client == "admin")
        #expect(row.mailbox == "1001")
    }

    @Test("who needs no PIN is not let in on a count while rows cannot be written, and is again when they can")
    func failing() async throws {
        await addOpen()
        for _ in 1...3 { #expect(await access().isGranted) }
        #expect(await verify(open).isGranted)
        store.failCommits(true)
        #expect(await gatekeeper.unlock(open) == .unavailable)
        for _ in 1...3 {
            #expect(await access() == .unavailable)
            #expect(await verify(open) == .unavailable)
        }
        store.failCommits(false)
        #expect(await access().isGranted)
        #expect(await verify(open).isGranted)
    }

    @Test("where the audit is full nobody is let in, nothing is hashed or changed; what needs no row is answered")
    func full() async throws {
        await addOpen()
        let known = MailboxID("1002")!
        #expect(await gatekeeper.add(known, .pin("935147")) == .done)
        #expect(await access().isGranted)
        #expect(await verify(known).isGranted)
        let event = AuditEvent(time: clock.now, kind: .retention, outcome: .done, details: [.name("x", "y")])
        try await parts.store.transact(LedgerScope(nil)) { $0.audit = Array(repeating: event, count: 20_000) }
        let hashed = hasher.submitted
        #expect(await verify(known).isUnavailable)
        #expect(await verify(MailboxID("9999")!).isUnavailable)
        #expect(hasher.submitted == hashed)
        #expect(await gatekeeper.add(MailboxID("1003")!, .noPIN).isUnavailable)
        // Now that it is known, also what would only be counted.
        #expect(await access() == .refused(.auditFull))
        #expect(await verify(open) == .refused(.auditFull))
        #expect(await verify(known) == .refused(.auditFull))
        #expect(await gatekeeper.access(known) == .pinRequired(left: 5))
        #expect(await gatekeeper.settings(of: known) == .done)
        // As housekeeping makes room.
        try parts.edit("DELETE FROM audit WHERE kind = 'retention'")
        #expect(await verify(known).isGranted)
        #expect(await access().isGranted)
    }
}
