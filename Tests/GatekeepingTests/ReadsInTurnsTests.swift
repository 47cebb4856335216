import Access
import GatekeeperTestKit
import NIOCore
import PINHashing
import Testing
import VoicemailModel
import VoicemailTestKit

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

    private func settings(of id: MailboxID, as caller: Caller) -> Task<Answer, Never> {
        Task { await gatekeeper.settings(of: id, as: caller) }
    }

    private func list(as caller: Caller) -> Task<Answer, Never> {
        Task { await gatekeeper.done { _ = try await $0.list(MailboxQuery(), from: caller) } }
    }

    private func audit(as caller: Caller) -> Task<Answer, Never> {
        Task { await gatekeeper.done { _ = try await $0.audit(AuditQuery(), from: caller) } }
    }

    private func information(as caller: Caller) -> Task<Answer, Never> {
        Task { await gatekeeper.done { _ = try await $0.information(from: caller) } }
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
    private func floodWithRows(_ count: Int) async throws -> [Task<Answer, Never>] {
        let tasks = try (0..<count).map { settings(of: try #require(MailboxID("9\($0)")), as: flood) }
        try await yieldUntil("they wait") { await waitingRows(of: flood) == count - Limits.rowsReadAtOnce }
        return tasks
    }

    @Test("a row of another client is read after a few, however many one client waits for")
    func rows() async throws {
        store.holdReads()
        let waiting = try await floodWithRows(10 * Limits.rowsReadAtOnce)
        let row = settings(of: mailbox, as: other)
        try await yieldUntil("it waits") { await waitingRows(of: other) == 1 }
        #expect(store.asked.count == Limits.rowsReadAtOnce)
        store.letReadsThrough(2)
        try await isAsked(Limits.rowsReadAtOnce + 2)
        #expect(store.asked.suffix(2).contains("1001"))
        store.letAllReadsThrough()
        #expect(await row.value.isNoMailbox)
        for task in waiting { #expect(await task.value.isNoMailbox) }
        #expect(Set(store.asked).count == store.asked.count, "each is read once")
    }

    @Test("a row that one client waits for behind others is read in the turn of another who wants it too, for both")
    func sameRow() async throws {
        store.holdReads()
        let waiting = try await floodWithRows(2 * Limits.rowsReadAtOnce)
        let row = settings(of: mailbox, as: flood)
        try await yieldUntil("it waits") { await waitingRows(of: flood) == Limits.rowsReadAtOnce + 1 }
        let access = Task { await gatekeeper.access(mailbox, as: other) }
        try await yieldUntil("both wait") { await waitingRows(of: other) == 1 }
        store.letReadsThrough(2)
        try await isAsked(Limits.rowsReadAtOnce + 2)
        #expect(store.asked.suffix(2).contains("1001"))
        store.letAllReadsThrough()
        #expect(await access.value == .pinRequired(left: 5))
        #expect(await row.value.isNoMailbox)
        for task in waiting { #expect(await task.value.isNoMailbox) }
        #expect(store.asked.count { $0 == "1001" } == 1)
    }

    @Test("pages are read one at a time, and clients take turns; what is beyond those that may wait is BUSY, at once")
    func pages() async throws {
        store.holdReads()
        let first = list(as: flood)
        try await isAsked(1)
        let waiting = (0..<Limits.waitingPages).map { _ in audit(as: flood) }
        try await yieldUntil("they wait") { await waitingPages(of: flood) == Limits.waitingPages }
        let last = list(as: other)
        try await yieldUntil("it waits") { await waitingPages(of: other) == 1 }
        #expect(await list(as: flood).value.isBusy(at: .pages))
        #expect(store.asked == ["list"])
        store.letReadsThrough()
        try await isAsked(2)
        store.letReadsThrough()
        try await isAsked(3)
        #expect(store.asked == ["list", "audit", "list"])
        store.letAllReadsThrough()
        for task in [first, last] { #expect(await task.value == .done) }
        for task in waiting { #expect(await task.value == .done) }
    }

    @Test("while a page is read, and others wait, everything else goes on")
    func besidePages() async throws {
        store.holdReads()
        let pages = (0..<3).map { _ in list(as: flood) }
        try await yieldUntil("they wait") { await waitingPages(of: flood) == 2 }
        let row = settings(of: mailbox, as: other)
        try await isAsked(2)
        #expect(store.asked == ["list", "1001"])
        store.letAllReadsThrough()
        #expect(await row.value.isNoMailbox)
        for page in pages { #expect(await page.value == .done) }
    }

    @Test("who waits for the store is answered in time; what nobody waits for any more is not read")
    func deadlines() async throws {
        let short = try ReadsInTurnsTests(deadline: .milliseconds(100))
        short.store.holdReads()
        let pages = (0..<3).map { _ in short.list(as: flood) }
        let rows = try await short.floodWithRows(Limits.rowsReadAtOnce + 10)
        for task in pages + rows { #expect(await task.value == .unavailable) }
        #expect(store.asked.isEmpty && short.store.asked.count == 1 + Limits.rowsReadAtOnce)
        // One after another they are found to be too late.
        short.store.letAllReadsThrough()
        try await yieldUntil("nothing waits") { await short.waitingRows(of: flood) == 0 }
        try await yieldUntil("nothing waits") { await short.waitingPages(of: flood) == 0 }
        #expect(short.store.asked.count == 1 + Limits.rowsReadAtOnce)
        #expect(await short.list(as: other).value == .done)
    }

    @Test("however many ask how many mailboxes there are, they are counted once at a time")
    func counts() async throws {
        store.holdReads()
        let first = information(as: flood)
        try await isAsked(1)
        let others = (0..<50).map { information(as: $0 < 25 ? flood : other) }
        try await yieldUntil("they wait") { await gatekeeper.waitingForCount == others.count }
        #expect(store.asked == ["count"])
        store.letAllReadsThrough()
        for task in [first] + others { #expect(await task.value == .done) }
        #expect(store.asked.count { $0 == "count" } == 2)
    }
}

extension Gatekeeper {
    fileprivate func waitingRows(of caller: Caller) -> Int { reads.rows.waitingCount(of: caller.connection) }
    fileprivate func waitingPages(of caller: Caller) -> Int { reads.pages.waitingCount(of: caller.connection) }
    fileprivate var waitingForCount: Int { mailboxCounts.waitingCount }
}
