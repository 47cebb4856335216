import Access
import NIOCore
import PINHashing
import StoreSQLite
import Testing
import VoicemailModel
import Wire

@testable import VoicemailServer

/// Real parts, of which the store can be told to fail or to wait.
@Suite("UNLOCK SOURCE, and what admins are told while attempts are under way", .timeLimit(.minutes(1)))
struct UnlockSourceTests {
    private let parts: GatekeeperParts
    private let store: TroubledStore
    private let gatekeeper: Gatekeeper
    private let source = Source("+1555")!
    private let wrong = SecretBytes(copying: "935147".utf8)

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
            rules: Gatekeeper.Rules(
                lockout: Lockout(maxAttempts: 2, permanentAfter: 100), sourceLimit: SourceLimit(maxFailures: 2),
                deadline: .seconds(60)),
            store: store, hasher: try HashingPool(parameters: parameters, workers: 1, capacity: 64),
            clients: ClientList(Self.clients, ownUserID: 0))
    }

    private func answer(_ request: Request) async -> String {
        var bytes = ByteBuffer()
        (await gatekeeper.answer(request, from: RequestOrigin(connection: 1, request: 1))).write(to: &bytes, tag: nil)
        return String(buffer: bytes)
    }

    private func verify(_ mailbox: String, from source: Source) async -> String {
        await answer(.verify(MailboxID(mailbox)!, candidate: wrong, source: source))
    }

    /// Brings `source` over its limit.
    private func lock(_ source: Source, _ context: String = "default") async {
        for number in 1...2 {
            #expect(await verify("\(number)@\(source.owner ?? "")x\(context)", from: source).hasPrefix("+DENIED"))
        }
        #expect(await verify("3", from: source).contains("scope=source"))
    }

    private func failures(of source: Source) async throws -> Int {
        try await withCheckedContinuation { continuation in
            parts.store.load(source) { continuation.resume(returning: $0) }
        }.get()?.failures ?? 0
    }

    @Test("a source that is unlocked may try again, and its failures are off the disk when that is answered")
    func unlocks() async throws {
        await lock(source)
        #expect(try await failures(of: source) == 2)
        #expect(await answer(.unlockSource(source, contexts: nil)) == "+UNLOCKED source=+1555\r\n")
        #expect(try await failures(of: source) == 0)
        #expect(await verify("4", from: source).hasPrefix("+DENIED"))
        // One that nobody has heard of is as good.
        #expect(await answer(.unlockSource(Source("x")!, contexts: nil)) == "+UNLOCKED source=x\r\n")
    }

    @Test("an attempt that was under way does not bring the failures back, and counts if it fails")
    func underWay() async throws {
        #expect(await verify("1", from: source).hasPrefix("+DENIED"))
        store.holdCommits()
        let attempt = Task { await verify("2", from: source) }
        await store.holds(1)
        let unlock = Task { await answer(.unlockSource(source, contexts: nil)) }
        await store.holds(2)
        // Nobody is admitted as long as it is not known whether the failures count.
        let next = Task { await verify("3", from: source) }
        store.letCommitsThrough()
        #expect(await unlock.value.hasPrefix("+UNLOCKED"))
        #expect(await attempt.value.hasPrefix("+DENIED"))
        #expect(await next.value.hasPrefix("+DENIED"))
        #expect(try await failures(of: source) == 2)
        #expect(await verify("4", from: source).contains("scope=source"))
    }

    @Test("an unlocking that cannot be written changes nothing")
    func fails() async throws {
        await lock(source)
        store.failCommits(true)
        #expect(await answer(.unlockSource(source, contexts: nil)).hasPrefix("-UNAVAILABLE"))
        store.failCommits(false)
        // Shows that commits succeed again: a refusal needs its row.
        #expect(await verify("4", from: Source("other")!).hasPrefix("+DENIED"))
        #expect(await verify("4", from: source).contains("scope=source"))
        #expect(try await failures(of: source) == 2)
    }

    @Test("an admin of a tenant unlocks what its tenant's clients count, and an admin of all what everybody does")
    func owners() async throws {
        let names = ["acme-pbx", "globex-pbx", "both"]
        for name in names { await lock(source.owned(by: name)) }
        await lock(source)
        #expect(await answer(.unlockSource(source, contexts: ["acme"])).hasPrefix("+UNLOCKED"))
        for (name, count) in zip(names, [0, 2, 2]) { #expect(try await failures(of: source.owned(by: name)) == count) }
        #expect(try await failures(of: source) == 2)
        #expect(await answer(.unlockSource(source, contexts: ["acme", "globex"])).hasPrefix("+UNLOCKED"))
        for name in names { #expect(try await failures(of: source.owned(by: name)) == 0) }
        #expect(try await failures(of: source) == 2)
        await lock(source.owned(by: "acme-pbx"), "again")
        #expect(await answer(.unlockSource(source, contexts: nil)).hasPrefix("+UNLOCKED"))
        for source in [source, source.owned(by: "acme-pbx")] { #expect(try await failures(of: source) == 0) }
    }

    @Test("a mailbox whose last attempt is being hashed is not locked yet, in a list and in the count")
    func countedBeforehand() async throws {
        var locked = MailboxQuery()
        locked.conditions.isLocked = true
        #expect(await answer(.add(MailboxID("7")!, .noPIN, [])).hasPrefix("+ADDED"))
        #expect(await verify("7", from: source).hasPrefix("+DENIED"))
        // The reservation gets to the disk, where it counts as the failure that locks; the outcome is held back.
        store.holdCommits()
        let attempt = Task { await verify("7", from: Source("other")!) }
        await store.holds(1)
        store.letCommitsThrough(1)
        await store.holds(1)
        #expect(await answer(.list(locked)) == "+LIST mailboxes=\"\"\r\n")
        #expect(await answer(.info(isForAdmin: true)).contains(" mailboxes_locked=0"))
        #expect(await answer(.show(MailboxID("7")!)).contains(" locked=false failures=1 "))
        locked.conditions.isLocked = false
        locked.wantsFields = true
        #expect(await answer(.list(locked)).contains(" locked=false failures=1 "))
        store.letCommitsThrough()
        #expect(await attempt.value.hasPrefix("+LOCKED"))
        locked.conditions.isLocked = true
        #expect(await answer(.list(locked)).contains("mailbox=7 "))
        #expect(await answer(.info(isForAdmin: true)).contains(" mailboxes_locked=1"))
        #expect(await answer(.info(isForAdmin: false)).contains("mailboxes_locked") == false)
    }
}
