import Access
import NIOCore
import PINHashing
import Testing
import VoicemailModel
import VoicemailTestKit
import Wire

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

    private func answer(_ request: Request) async -> String {
        await gatekeeper.line(request)
    }

    private func verify(_ pin: String) async -> String {
        await answer(.verify(mailbox, candidate: SecretBytes(copying: pin.utf8), source: nil))
    }

    private func change(_ old: String, to new: String) async -> String {
        await answer(
            .change(mailbox, old: SecretBytes(copying: old.utf8), new: SecretBytes(copying: new.utf8), source: nil))
    }

    @Test("nobody is charged, and nothing is hashed for those who are not: the time of an answer tells no PIN")
    func nothingIsHashedForFree() async {
        let added = await answer(.add(mailbox, .chosen(SecretBytes(copying: "846273".utf8)), []))
        #expect(added.hasPrefix("+ADDED"))
        store.failCommits(true)
        let hashed = hasher.submitted
        for _ in 0..<10 {
            #expect(await verify("935147").hasPrefix("-UNAVAILABLE"))
            #expect(await verify("846273").hasPrefix("-UNAVAILABLE"))
            #expect(await change("846273", to: "730518").hasPrefix("-UNAVAILABLE"))
        }
        #expect(hasher.submitted == hashed)

        store.failCommits(false)
        #expect(await verify("935147").contains("attempts_left=4"))
        #expect(await verify("846273").hasPrefix("+GRANTED"))
        #expect(await change("846273", to: "730518").hasPrefix("+CHANGED"))
        #expect(await verify("730518").hasPrefix("+GRANTED"))
    }

    @Test("nobody is let in, refused or told that something is locked without a row in the audit")
    func noAnswerWithoutItsRow() async {
        let without = await answer(.add(mailbox, .noPIN, [.requiresPIN(false)]))
        #expect(without.hasPrefix("+ADDED"))
        guard let locked = MailboxID("1002") else { return }
        for _ in 1...5 { _ = await answer(.verify(locked, candidate: SecretBytes(copying: [1]), source: nil)) }
        store.failCommits(true)
        for _ in 1...3 {
            #expect(await answer(.access(mailbox, source: nil, isTrusted: false)).hasPrefix("-UNAVAILABLE"))
            #expect(await verify("935147").hasPrefix("-UNAVAILABLE"))
            let refused = await answer(.verify(locked, candidate: SecretBytes(copying: [1]), source: nil))
            #expect(refused.hasPrefix("-UNAVAILABLE"))
            #expect(await answer(.unlock(mailbox)).hasPrefix("-UNAVAILABLE"))
        }
        // What lets nobody in needs no row.
        #expect(await answer(.access(locked, source: nil, isTrusted: false)).hasPrefix("+LOCKED"))
        store.failCommits(false)
        #expect(await answer(.access(mailbox, source: nil, isTrusted: false)).hasPrefix("+GRANTED"))
        #expect(await verify("935147").hasPrefix("+GRANTED"))
        let refused = await answer(.verify(locked, candidate: SecretBytes(copying: [1]), source: nil))
        #expect(refused.hasPrefix("+LOCKED"))
    }

    @Test("tries at what is locked, counted together so far, are not answered while commits are known to fail")
    func noCountWithoutItsRow() async {
        for _ in 1...5 { _ = await verify("935147") }
        for _ in 1...3 { #expect(await verify("935147").hasPrefix("+LOCKED")) }
        store.failCommits(true)
        let other = MailboxID("1002") ?? mailbox
        #expect(
            await answer(.verify(other, candidate: SecretBytes(copying: [1]), source: nil)).hasPrefix("-UNAVAILABLE"))
        for _ in 1...3 { #expect(await verify("935147").hasPrefix("-UNAVAILABLE")) }
        store.failCommits(false)
        #expect(await answer(.verify(other, candidate: SecretBytes(copying: [1]), source: nil)).hasPrefix("+DENIED"))
        #expect(await verify("935147").hasPrefix("+LOCKED"))
    }

    /// Requests of clients that are gone; each result is there when the gatekeeper knows of it.
    private func leave(_ tasks: [Task<String, Never>]) async {
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
        #expect(await gone.value.hasPrefix("-BUSY"))
        #expect(hasher.submitted == hashed)
        #expect(await verify("935147").contains("attempts_left=4"))
    }

    @Test("those that wait to be counted have their places in the queue, which bounds them")
    func bounded() async {
        store.holdCommits()
        // An eighth of the queue is for others.
        let waiting = (0..<(Self.capacity - Self.capacity / 8)).compactMap { MailboxID("2\($0)") }.map { mailbox in
            Task { await answer(.verify(mailbox, candidate: SecretBytes(copying: [1]), source: nil)) }
        }
        await store.holds(waiting.count)
        #expect(await verify("935147").hasPrefix("-BUSY"))
        await leave(waiting)
        store.letCommitsThrough()
        for task in waiting { #expect(await task.value.hasPrefix("-BUSY")) }
        #expect(await verify("935147").contains("attempts_left=4"))
    }

    @Test("what could not be settled is taken back when the store can be written: nobody is charged")
    func takenBack() async {
        let added = await answer(.add(mailbox, .chosen(SecretBytes(copying: "846273".utf8)), []))
        #expect(added.hasPrefix("+ADDED"))
        store.holdCommits()
        let attempt = Task { await verify("935147") }
        await store.holds(1)
        store.letCommitsThrough(1)
        // Its settlement.
        await store.holds(1)
        store.failCommits(true)
        store.letCommitsThrough()
        #expect(await attempt.value.hasPrefix("-UNAVAILABLE"))
        store.failCommits(false)
        #expect(await verify("935147").contains("attempts_left=4"))
    }

    @Test("beyond those who may wait for one mailbox nobody more is taken: BUSY, at once, and nobody is charged")
    func waitingAtMailbox() async throws {
        store.holdCommits()
        let count = Lockout().maxAttempts + Limits.waitingPerMailbox
        let tasks = (0..<count).map { _ in Task { await verify("935147") } }
        try await yieldUntil("all of them wait") {
            await gatekeeper.waitingCount(at: mailbox) == Limits.waitingPerMailbox
        }
        #expect(await verify("935147").hasPrefix("-BUSY"))
        await leave(tasks)
        store.letCommitsThrough()
        for task in tasks { #expect(await task.value.hasPrefix("-BUSY")) }
        #expect(await verify("935147").contains("attempts_left=4"))
    }

    @Test("beyond those who may wait for one source nobody more is taken: BUSY, at once, and nobody is charged")
    func waitingAtSource() async throws {
        let source = try #require(Source("+1555"))
        func verify(_ number: Int) async -> String {
            await answer(
                .verify(MailboxID("3\(number)")!, candidate: SecretBytes(copying: "935147".utf8), source: source))
        }
        store.holdCommits()
        let count = SourceLimit().maxFailures + Limits.waitingPerSource
        let tasks = (0..<count).map { number in Task { await verify(number) } }
        try await yieldUntil("all of them wait") {
            await gatekeeper.waitingCount(from: source) == Limits.waitingPerSource
        }
        #expect(await verify(count).hasPrefix("-BUSY"))
        await leave(tasks)
        store.letCommitsThrough()
        for task in tasks { #expect(await task.value.hasPrefix("-BUSY")) }
        #expect(await verify(count).contains("attempts_left=4"))
    }
}

extension Gatekeeper {
    fileprivate func waitingCount(at mailbox: MailboxID) -> Int { mailboxes.peek(mailbox)?.gate.waitingCount ?? 0 }
    fileprivate func waitingCount(from source: Source) -> Int { sources[source]?.gate.waitingCount ?? 0 }
}
