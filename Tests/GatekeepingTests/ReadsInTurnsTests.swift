import Access
import NIOCore
import PINHashing
import Testing
import VoicemailModel
import VoicemailTestKit
import Wire

@testable import Gatekeeping

/// Who reads when, with a store whose reads wait until they are let through. Without clients each connection has turns of its own.
@Suite("Reads in turns", .timeLimit(.minutes(5)))
struct ReadsInTurnsTests {
    private let parts: GatekeeperParts
    private let store: TroubledStore
    private let gatekeeper: Gatekeeper
    private let flood = Caller(ConnectionIdentity(unnamed: .admin), connection: 1, request: 1)
    private let other = Caller(ConnectionIdentity(unnamed: .admin), connection: 2, request: 1)
    private let mailbox: MailboxID

    init() throws {
        try self.init(deadline: .seconds(60))
    }

    private init(deadline: Duration) throws {
        parts = try GatekeeperParts()
        store = TroubledStore(parts.store)
        mailbox = try #require(MailboxID("1001"))
        let parameters = try Argon2Parameters(memory: 8 << 10, operations: 1)
        gatekeeper = try parts.makeGatekeeper(
            rules: CoreRules(
                access: AccessRules(lockout: Lockout(), sourceLimit: SourceLimit()), deadline: deadline),
            store: store, hasher: try HashingPool(parameters: parameters, workers: 1, capacity: 64))
    }

    private func ask(_ request: Request, from caller: Caller) -> Task<String, Never> {
        Task { await gatekeeper.line(request, from: caller) }
    }

    /// Reads that are asked of the store since they are held.
    private func isAsked(_ count: Int) async throws {
        try await yieldUntil("\(count) reads are asked of the store") { store.asked.count >= count }
    }

    private func waitingRows(of caller: Caller) async -> Int {
        await gatekeeper.waitingRows(of: caller)
    }

    private func waitingPages(of caller: Caller) async -> Int {
        await gatekeeper.waitingPages(of: caller)
    }

    /// Asks for so many mailboxes that there are not.
    private func floodWithRows(_ count: Int) async throws -> [Task<String, Never>] {
        let tasks = try (0..<count).map { ask(.settings(try #require(MailboxID("9\($0)"))), from: flood) }
        try await yieldUntil("they wait") { await waitingRows(of: flood) == count - Limits.rowsReadAtOnce }
        return tasks
    }

    @Test("a row of another client is read after a few, however many one client waits for")
    func rows() async throws {
        store.holdReads()
        let waiting = try await floodWithRows(10 * Limits.rowsReadAtOnce)
        let settings = ask(.settings(mailbox), from: other)
        try await yieldUntil("it waits") { await waitingRows(of: other) == 1 }
        #expect(store.asked.count == Limits.rowsReadAtOnce)
        store.letReadsThrough(2)
        try await isAsked(Limits.rowsReadAtOnce + 2)
        #expect(store.asked.suffix(2).contains("1001"))
        store.letAllReadsThrough()
        #expect(await settings.value.hasPrefix("-NOMAILBOX"))
        for task in waiting { #expect(await task.value.hasPrefix("-NOMAILBOX")) }
        #expect(Set(store.asked).count == store.asked.count, "each is read once")
    }

    @Test("a row that one client waits for behind others is read in the turn of another who wants it too, for both")
    func sameRow() async throws {
        store.holdReads()
        let waiting = try await floodWithRows(2 * Limits.rowsReadAtOnce)
        let settings = ask(.settings(mailbox), from: flood)
        try await yieldUntil("it waits") { await waitingRows(of: flood) == Limits.rowsReadAtOnce + 1 }
        let access = ask(.access(mailbox, source: nil, isTrusted: false), from: other)
        try await yieldUntil("both wait") { await waitingRows(of: other) == 1 }
        store.letReadsThrough(2)
        try await isAsked(Limits.rowsReadAtOnce + 2)
        #expect(store.asked.suffix(2).contains("1001"))
        store.letAllReadsThrough()
        #expect(await access.value.hasPrefix("+PIN_REQUIRED"))
        #expect(await settings.value.hasPrefix("-NOMAILBOX"))
        for task in waiting { #expect(await task.value.hasPrefix("-NOMAILBOX")) }
        #expect(store.asked.count { $0 == "1001" } == 1)
    }

    @Test("pages are read one at a time, and clients take turns; what is beyond those that may wait is BUSY, at once")
    func pages() async throws {
        store.holdReads()
        let first = ask(.list(MailboxQuery()), from: flood)
        try await isAsked(1)
        let waiting = (0..<Limits.waitingPages).map { _ in ask(.audit(AuditQuery()), from: flood) }
        try await yieldUntil("they wait") { await waitingPages(of: flood) == Limits.waitingPages }
        let list = ask(.list(MailboxQuery()), from: other)
        try await yieldUntil("it waits") { await waitingPages(of: other) == 1 }
        #expect(await gatekeeper.line(.list(MailboxQuery()), from: flood).hasPrefix("-BUSY retry_after_ms="))
        #expect(store.asked == ["list"])
        store.letReadsThrough()
        try await isAsked(2)
        store.letReadsThrough()
        try await isAsked(3)
        #expect(store.asked == ["list", "audit", "list"])
        store.letAllReadsThrough()
        for task in [first, list] { #expect(await task.value.hasPrefix("+LIST")) }
        for task in waiting { #expect(await task.value.hasPrefix("+AUDIT")) }
    }

    @Test("while a page is read, and others wait, everything else goes on")
    func besidePages() async throws {
        store.holdReads()
        let pages = (0..<3).map { _ in ask(.list(MailboxQuery()), from: flood) }
        try await yieldUntil("they wait") { await waitingPages(of: flood) == 2 }
        let settings = ask(.settings(mailbox), from: other)
        try await isAsked(2)
        #expect(store.asked == ["list", "1001"])
        store.letAllReadsThrough()
        #expect(await settings.value.hasPrefix("-NOMAILBOX"))
        for page in pages { #expect(await page.value.hasPrefix("+LIST")) }
    }

    @Test("who waits for the store is answered in time; what nobody waits for any more is not read")
    func deadlines() async throws {
        let short = try ReadsInTurnsTests(deadline: .milliseconds(100))
        short.store.holdReads()
        let pages = (0..<3).map { _ in short.ask(.list(MailboxQuery()), from: flood) }
        let rows = try await short.floodWithRows(Limits.rowsReadAtOnce + 10)
        for task in pages + rows { #expect(await task.value.hasPrefix("-UNAVAILABLE")) }
        #expect(store.asked.isEmpty && short.store.asked.count == 1 + Limits.rowsReadAtOnce)
        // One after another they are found to be too late.
        short.store.letAllReadsThrough()
        try await yieldUntil("nothing waits") { await short.waitingRows(of: flood) == 0 }
        try await yieldUntil("nothing waits") { await short.waitingPages(of: flood) == 0 }
        #expect(short.store.asked.count == 1 + Limits.rowsReadAtOnce)
        #expect(await short.gatekeeper.line(.list(MailboxQuery()), from: other).hasPrefix("+LIST"))
    }

    @Test("however many ask how many mailboxes there are, they are counted once at a time")
    func counts() async throws {
        store.holdReads()
        let first = ask(.info, from: flood)
        try await isAsked(1)
        let others = (0..<50).map { ask(.info, from: $0 < 25 ? flood : other) }
        try await yieldUntil("they wait") { await gatekeeper.waitingForCount == others.count }
        #expect(store.asked == ["count"])
        store.letAllReadsThrough()
        for task in [first] + others { #expect(await task.value.hasPrefix("+INFO")) }
        #expect(store.asked.count { $0 == "count" } == 2)
    }
}

extension Gatekeeper {
    fileprivate func waitingRows(of caller: Caller) -> Int { reads.rows.waitingCount(of: caller.connection) }
    fileprivate func waitingPages(of caller: Caller) -> Int { reads.pages.waitingCount(of: caller.connection) }
    fileprivate var waitingForCount: Int { mailboxCounts.waitingCount }
}
