import Access
import GatekeeperTestKit
import NIOCore
import PINHashing
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import Gatekeeping

/// Real parts; the store can be told to fail.
@Suite("When commits fail", .timeLimit(.minutes(5)))
struct StoreFailureTests {
    private static let capacity = 64
    private let parts: GatekeeperParts
    private let store: TroubledStore
    private let hasher: CountingHasher
    private let gatekeeper: Gatekeeper
    private let mailbox: MailboxID

    init() throws {
        parts = try GatekeeperParts()
        let parameters = try Argon2Parameters(memory: 8 << 20, operations: 1)
        store = TroubledStore(parts.store)
        hasher = CountingHasher(try HashingPool(parameters: parameters, workers: 1, capacity: Self.capacity))
        mailbox = try #require(MailboxID("1001"))
        gatekeeper = try parts.makeGatekeeper(
            rules: CoreRules(
                access: AccessRules(lockout: Lockout(), sourceLimit: SourceLimit()), deadline: .seconds(60)),
            store: store, hasher: hasher)
    }

    private func verify(_ pin: String) async -> Answer {
        await gatekeeper.verify(mailbox, pin)
    }

    @Test("nobody is charged, and nothing is hashed for those who are not: the time of an answer tells no PIN")
    func nothingIsHashedForFree() async {
        #expect(await gatekeeper.add(mailbox, .pin("846273")) == .done)
        store.failCommits(true)
        let hashed = hasher.submitted
        for _ in 0..<10 {
            #expect(await verify("935147") == .unavailable)
            #expect(await verify("846273") == .unavailable)
            #expect(await gatekeeper.change(mailbox, "846273", to: "730518") == .unavailable)
        }
        #expect(hasher.submitted == hashed)

        store.failCommits(false)
        #expect(await verify("935147") == .denied(left: 4))
        #expect(await verify("846273").isGranted)
        #expect(await gatekeeper.change(mailbox, "846273", to: "730518") == .done)
        #expect(await verify("730518").isGranted)
    }

    @Test("nobody is let in, refused or told that something is locked without a row in the audit")
    func noAnswerWithoutItsRow() async {
        #expect(await gatekeeper.add(mailbox, .noPIN, [.requiresPIN(false)]) == .done)
        guard let locked = MailboxID("1002") else { return }
        for _ in 1...5 { _ = await gatekeeper.verify(locked, "1") }
        store.failCommits(true)
        for _ in 1...3 {
            #expect(await gatekeeper.access(mailbox) == .unavailable)
            #expect(await verify("935147") == .unavailable)
            #expect(await gatekeeper.verify(locked, "1") == .unavailable)
            #expect(await gatekeeper.unlock(mailbox) == .unavailable)
        }
        // What lets nobody in needs no row.
        #expect(await gatekeeper.access(locked).isLocked)
        store.failCommits(false)
        #expect(await gatekeeper.access(mailbox).isGranted)
        #expect(await verify("935147").isGranted)
        #expect(await gatekeeper.verify(locked, "1").isLocked)
    }

    @Test("tries at what is locked, counted together so far, are not answered while commits are known to fail")
    func noCountWithoutItsRow() async {
        for _ in 1...5 { _ = await verify("935147") }
        for _ in 1...3 { #expect(await verify("935147").isLocked) }
        store.failCommits(true)
        let other = MailboxID("1002") ?? mailbox
        #expect(await gatekeeper.verify(other, "1") == .unavailable)
        for _ in 1...3 { #expect(await verify("935147") == .unavailable) }
        store.failCommits(false)
        #expect(await gatekeeper.verify(other, "1").isDenied)
        #expect(await verify("935147").isLocked)
    }

    /// Requests of clients that are gone; each result is there when the gatekeeper knows of it.
    private func leave(_ tasks: [Task<Answer, Never>]) async {
        for task in tasks { task.cancel() }
        // Behind what the cancellations have the loop do.
        _ = await gatekeeper.calendarNow
    }

    @Test("an attempt whose client is gone before it was counted is not charged, and nothing is hashed for it")
    func goneMeanwhile() async {
        store.holdCommits()
        let hashed = hasher.submitted
        let gone = Task { await verify("935147") }
        await store.holds(1)
        await leave([gone])
        store.letCommitsThrough()
        #expect(await gone.value.isBusy)
        #expect(hasher.submitted == hashed)
        #expect(await verify("935147") == .denied(left: 4))
    }

    @Test("those that wait to be counted have their places in the queue, which bounds them")
    func bounded() async {
        store.holdCommits()
        // An eighth of the queue is for others.
        let waiting = (0..<(Self.capacity - Self.capacity / 8)).compactMap { MailboxID("2\($0)") }.map { mailbox in
            Task { await gatekeeper.verify(mailbox, "1") }
        }
        await store.holds(waiting.count)
        #expect(await verify("935147").isBusy(at: .hashes))
        await leave(waiting)
        store.letCommitsThrough()
        for task in waiting { #expect(await task.value.isBusy) }
        #expect(await verify("935147") == .denied(left: 4))
    }

    @Test("what could not be settled is taken back when the store can be written: nobody is charged")
    func takenBack() async {
        #expect(await gatekeeper.add(mailbox, .pin("846273")) == .done)
        store.holdCommits()
        let attempt = Task { await verify("935147") }
        await store.holds(1)
        store.letCommitsThrough(1)
        // Its settlement.
        await store.holds(1)
        store.failCommits(true)
        store.letCommitsThrough()
        #expect(await attempt.value == .unavailable)
        store.failCommits(false)
        #expect(await verify("935147") == .denied(left: 4))
    }

    @Test("beyond those who may wait for one mailbox nobody more is taken: BUSY, at once, and nobody is charged")
    func waitingAtMailbox() async throws {
        store.holdCommits()
        let count = Lockout().maxAttempts + Limits.waitingPerMailbox
        let tasks = (0..<count).map { _ in Task { await verify("935147") } }
        try await yieldUntil("all of them wait") {
            await gatekeeper.waitingCount(at: mailbox) == Limits.waitingPerMailbox
        }
        #expect(await verify("935147").isBusy(at: .mailbox))
        await leave(tasks)
        store.letCommitsThrough()
        for task in tasks { #expect(await task.value.isBusy) }
        #expect(await verify("935147") == .denied(left: 4))
    }

    @Test("beyond those who may wait for one source nobody more is taken: BUSY, at once, and nobody is charged")
    func waitingAtSource() async throws {
        let source = try #require(Source("+1555"))
        func verify(_ number: Int) async -> Answer {
            await gatekeeper.verify(MailboxID("3\(number)")!, "935147", from: source)
        }
        store.holdCommits()
        let count = SourceLimit().maxFailures + Limits.waitingPerSource
        let tasks = (0..<count).map { number in Task { await verify(number) } }
        try await yieldUntil("all of them wait") {
            await gatekeeper.waitingCount(from: source) == Limits.waitingPerSource
        }
        #expect(await verify(count).isBusy(at: .source))
        await leave(tasks)
        store.letCommitsThrough()
        for task in tasks { #expect(await task.value.isBusy) }
        #expect(await verify(count) == .denied(left: 4))
    }
}

extension Gatekeeper {
    fileprivate func waitingCount(at mailbox: MailboxID) -> Int { mailboxes.peek(mailbox)?.gate.waitingCount ?? 0 }
    fileprivate func waitingCount(from source: Source) -> Int { sources[source]?.gate.waitingCount ?? 0 }
}
