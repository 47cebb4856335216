import Access
import NIOCore
import PINHashing
import Testing
import VoicemailModel
import VoicemailTestKit
import Wire

@testable import VoicemailServer

/// Real parts; the store can be told to fail.
@Suite("When commits fail", .timeLimit(.minutes(5)))
struct StoreFailureTests {
    private let parts: GatekeeperParts
    private let store: TroubledStore
    private let hasher: CountingHasher
    private let gatekeeper: Gatekeeper
    private let mailbox: MailboxID

    init() throws {
        parts = try GatekeeperParts()
        let parameters = try Argon2Parameters(memory: 8 << 20, operations: 1)
        store = TroubledStore(parts.store)
        hasher = CountingHasher(try HashingPool(parameters: parameters, workers: 1, capacity: 64))
        mailbox = try #require(MailboxID("1001"))
        gatekeeper = try parts.makeGatekeeper(
            rules: Gatekeeper.Rules(lockout: Lockout(), sourceLimit: SourceLimit(), deadline: .seconds(60)),
            store: store, hasher: hasher)
    }

    private func answer(_ request: Request) async -> String {
        var bytes = ByteBuffer()
        (await gatekeeper.answer(request, from: RequestOrigin(connection: 1, request: 1))).write(to: &bytes, tag: nil)
        return String(buffer: bytes)
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
        // The first shows that commits fail; its hash may have run meanwhile.
        #expect(await verify("935147").hasPrefix("-UNAVAILABLE"))
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
        // Well again: the hash runs beside the reservation's commit, as ever, and is not lost.
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

    /// The store has failed, and its next commits wait: attempts are counted before they are hashed.
    private func holdCommitsAfterFailure() async throws {
        store.failCommits(true)
        #expect(await verify("935147").hasPrefix("-UNAVAILABLE"))
        // Its answer comes before what it had counted is taken back.
        try await yieldUntil("nothing is under way") { await !gatekeeper.isBusy(with: mailbox) }
        store.failCommits(false)
        store.holdCommits()
    }

    /// Requests of clients that are gone; each result is there when the gatekeeper knows of it.
    private func leave(_ tasks: [Task<String, Never>]) async {
        for task in tasks { task.cancel() }
        // Behind what the cancellations have the loop do.
        _ = await gatekeeper.storeHealth
    }

    @Test("an attempt whose client is gone before it could be hashed is not charged", .timeLimit(.minutes(1)))
    func goneMeanwhile() async throws {
        try await holdCommitsAfterFailure()
        let hashed = hasher.submitted
        let gone = Task { await verify("935147") }
        await store.holds(1)
        await leave([gone])
        store.letCommitsThrough()
        #expect(await gone.value.hasPrefix("-BUSY"))
        #expect(hasher.submitted == hashed)
        #expect(await verify("935147").contains("attempts_left=4"))
    }

    @Test(
        "those that wait to be counted are bounded, as the hashing queue does not bound them", .timeLimit(.minutes(1)))
    func bounded() async throws {
        try await holdCommitsAfterFailure()
        let waiting = (0..<Limits.uncountedAttempts).compactMap { MailboxID("2\($0)") }.map { mailbox in
            Task { await answer(.verify(mailbox, candidate: SecretBytes(copying: [1]), source: nil)) }
        }
        await store.holds(waiting.count)
        #expect(await verify("935147").hasPrefix("-UNAVAILABLE"))
        await leave(waiting)
        store.letCommitsThrough()
        for task in waiting { #expect(await task.value.hasPrefix("-BUSY")) }
        #expect(await verify("935147").contains("attempts_left=4"))
    }
}

extension Gatekeeper {
    /// Whether an attempt on `mailbox`, or a change of it, has not ended.
    fileprivate func isBusy(with mailbox: MailboxID) -> Bool {
        !(mailboxes[mailbox]?.operations.isEmpty ?? true)
    }
}
