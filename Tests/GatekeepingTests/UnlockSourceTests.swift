import Access
import GatekeeperTestKit
import NIOCore
import PINHashing
import StoreSQLite
import Testing
import VoicemailModel

@testable import Gatekeeping

/// Real parts, of which the store can be told to fail or to wait.
@Suite("UNLOCK SOURCE, and what admins are told while attempts are under way", .timeLimit(.minutes(1)))
struct UnlockSourceTests {
    private let parts: GatekeeperParts
    private let store: TroubledStore
    private let gatekeeper: Gatekeeper
    private let source = Source("+1555")!

    private static let clients = [
        Client(name: ClientName("acme-pbx")!, role: .frontend, contexts: ["acme"]),
        Client(name: ClientName("acme-admin")!, role: .admin, contexts: ["acme"]),
        Client(name: ClientName("globex-pbx")!, role: .frontend, contexts: ["globex"]),
        Client(name: ClientName("both")!, role: .frontend, contexts: ["acme", "globex"]),
        Client(name: ClientName("pbx")!, role: .frontend),
    ]

    init() throws {
        parts = try GatekeeperParts()
        store = TroubledStore(parts.store)
        let parameters = try Argon2Parameters(memory: 8 << 20, operations: 1)
        gatekeeper = try parts.makeGatekeeper(
            rules: CoreRules(
                access: AccessRules(
                    lockout: Lockout(maxAttempts: 2, permanentAfter: 100), sourceLimit: SourceLimit(maxFailures: 2)),
                deadline: .seconds(60)),
            store: store, hasher: try HashingPool(parameters: parameters, workers: 1, capacity: 64),
            clients: ClientList(Self.clients, ownUserID: 0))
    }

    private func verify(_ mailbox: String, from source: Source, as caller: Caller = .admin) async -> Answer {
        await gatekeeper.verify(MailboxID(mailbox)!, "935147", from: source, as: caller)
    }

    /// Brings the source over its limit, as `caller` counts it.
    private func lock(_ context: String = "default", as caller: Caller = .admin) async {
        for number in 1...2 {
            #expect(await verify("\(number)@\(context)", from: source, as: caller).isDenied)
        }
        #expect(await verify("3@\(context)", from: source, as: caller).isSourceLocked)
    }

    /// One of the clients.
    private func caller(_ name: String) -> Caller {
        Caller(ConnectionIdentity(Self.clients.first { $0.name.text == name }!), connection: 1)
    }

    private func failures(of source: Source) async throws -> Int {
        try await withCheckedContinuation { continuation in
            parts.store.load(source) { continuation.resume(returning: $0) }
        }.get()?.failures ?? 0
    }

    @Test("a source that is unlocked may try again, and its failures are off the disk when that is answered")
    func unlocks() async throws {
        await lock()
        #expect(try await failures(of: source) == 2)
        #expect(await gatekeeper.unlock(source) == .done)
        #expect(try await failures(of: source) == 0)
        #expect(await verify("4", from: source).isDenied)
        // One that nobody has heard of is as good.
        #expect(await gatekeeper.unlock(Source("x")!) == .done)
    }

    @Test("an attempt that was under way does not bring the failures back, and counts if it fails")
    func underWay() async throws {
        #expect(await verify("1", from: source).isDenied)
        store.holdCommits()
        let attempt = Task { await verify("2", from: source) }
        await store.holds(1)
        let unlock = Task { await gatekeeper.unlock(source) }
        await store.holds(2)
        // Nobody is admitted as long as it is not known whether the failures count.
        let next = Task { await verify("3", from: source) }
        store.letCommitsThrough()
        #expect(await unlock.value == .done)
        #expect(await attempt.value.isDenied)
        #expect(await next.value.isDenied)
        #expect(try await failures(of: source) == 2)
        #expect(await verify("4", from: source).isSourceLocked)
    }

    @Test("an unlocking that cannot be written changes nothing")
    func fails() async throws {
        await lock()
        store.failCommits(true)
        #expect(await gatekeeper.unlock(source) == .unavailable)
        store.failCommits(false)
        // Shows that commits succeed again: a refusal needs its row.
        #expect(await verify("4", from: Source("other")!).isDenied)
        #expect(await verify("4", from: source).isSourceLocked)
        #expect(try await failures(of: source) == 2)
    }

    @Test("an admin of a tenant unlocks what its tenant's clients count, and an admin of all what everybody does")
    func owners() async throws {
        let names = ["acme-pbx", "globex-pbx", "both"]
        // What a client does not see is as unknown to it as any other mailbox, and counts alike.
        for (name, context) in zip(names, ["one", "two", "three"]) { await lock(context, as: caller(name)) }
        await lock()
        #expect(await gatekeeper.unlock(source, as: caller("acme-admin")) == .done)
        for (name, count) in zip(names, [0, 2, 2]) { #expect(try await failures(of: source.owned(by: name)) == count) }
        #expect(try await failures(of: source) == 2)
        var both = ConnectionIdentity(name: "both-admin", role: .admin)
        both.contexts = ["acme", "globex"]
        #expect(await gatekeeper.unlock(source, as: Caller(both, connection: 1)) == .done)
        for name in names { #expect(try await failures(of: source.owned(by: name)) == 0) }
        #expect(try await failures(of: source) == 2)
        await lock("again", as: caller("acme-pbx"))
        #expect(await gatekeeper.unlock(source) == .done)
        for source in [source, source.owned(by: "acme-pbx")] { #expect(try await failures(of: source) == 0) }
    }

    @Test("a mailbox whose last attempt is being hashed is not locked yet, in a list and in the count")
    func countedBeforehand() async throws {
        let id = try #require(MailboxID("7"))
        #expect(await gatekeeper.add(id, .noPIN) == .done)
        #expect(await verify("7", from: source).isDenied)
        // The reservation gets to the disk, where it counts as the failure that locks; the outcome is held back.
        store.holdCommits()
        let attempt = Task { await verify("7", from: Source("other")!) }
        await store.holds(1)
        store.letCommitsThrough(1)
        await store.holds(1)
        #expect(try await list(isLocked: true) == .reports([]))
        #expect(try await lockedMailboxes() == "0")
        let report = try await gatekeeper.show(id, from: .admin)
        #expect(report.retryAfter == nil && report.details.attempts.failures == 1)
        #expect(try await list(isLocked: false) == .reports([report]))
        store.letCommitsThrough()
        #expect(await attempt.value.isLocked)
        #expect(try await list(isLocked: true) == .reports([try await gatekeeper.show(id, from: .admin)]))
        #expect(try await lockedMailboxes() == "1")
        let frontend = Caller(ConnectionIdentity(unnamed: .frontend), connection: 2)
        #expect(try await lockedMailboxes(as: frontend) == nil)
    }

    private func list(isLocked: Bool) async throws -> MailboxListing.Content {
        var query = MailboxQuery()
        query.conditions.isLocked = isLocked
        query.wantsFields = true
        return try await gatekeeper.list(query, from: .admin).content
    }

    /// What INFO says of them.
    private func lockedMailboxes(as caller: Caller = .admin) async throws -> String? {
        try await gatekeeper.information(from: caller).first { $0.key == "mailboxes_locked" }?.value
    }
}
