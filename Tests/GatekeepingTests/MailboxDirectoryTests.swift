import Access
import GatekeeperTestKit
import Logging
import NIOCore
import NIOPosix
import PINHashing
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import Gatekeeping

/// The directories with a real store and with room for few, on a loop of their own.
private actor Directories {
    private nonisolated let executor: any SerialExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    nonisolated let store: TroubledStore
    private let mailboxes: MailboxDirectory
    private let ledger: Ledger
    private let caller = Caller(ConnectionIdentity(unnamed: .frontend), connection: 1)

    init(_ backing: GatekeeperParts, hashCosts: HashCosts? = nil) throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        executor = loop.executor
        let store = TroubledStore(backing.store)
        self.store = store
        let (clock, rules) = (SystemClock(), CoreRules(deadline: .seconds(60)))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let hasher = try HashingPool(
            parameters: Argon2Parameters(memory: 8 << 10, operations: 1), workers: 1, capacity: 4)
        let parts = CoreParts(loop: loop, store: store, hasher: hasher, clock: clock, rules: rules, logger: logger)
        let reads = StoreReads(parts)
        let mailboxes = MailboxDirectory(
            loop: loop, store: store, reads: reads, rules: rules.access, clock: clock, logger: logger,
            hashCosts: hashCosts, capacity: 2)
        let sources = SourceDirectory(
            loop: loop, store: store, reads: reads, limit: rules.access.sourceLimit, clock: clock, logger: logger)
        let journal = AuditJournal(loop: loop, store: store, clock: clock, logger: logger, patience: .seconds(60))
        self.mailboxes = mailboxes
        ledger = Ledger(parts, mailboxes: mailboxes, sources: sources, journal: journal)
    }

    /// Has `id` in memory, as when somebody asks for it.
    func load(_ id: MailboxID) async {
        await withCheckedContinuation { continuation in
            mailboxes.withEntry(id, for: caller, by: .now + .seconds(60)) { _ in continuation.resume() }
        }
    }

    /// Changes a mailbox, and returns when that has been told.
    func put(_ mailbox: Mailbox?, _ id: MailboxID) async {
        await withCheckedContinuation { continuation in
            ledger.transact(id, .patient) {
                $0.mailbox = mailbox
            } completion: { _ in
                continuation.resume()
            }
        }
    }

    func readSettings() async { await mailboxes.readSettings(expecting: 1) }

    func decoyCost(of id: MailboxID) -> HashCost? { mailboxes.decoyCosts.cost(for: id) }

    func notifies(_ id: MailboxID) -> Bool? { mailboxes.kind(of: id)?.settings?.notifies }
}

@Suite("What is in memory of mailboxes", .timeLimit(.minutes(1)))
struct MailboxDirectoryTests {
    private let backing: GatekeeperParts
    private let id = MailboxID("1001")!

    init() throws {
        backing = try GatekeeperParts()
    }

    @Test(
        "a mailbox that is being changed stays, however many are asked for meanwhile: else its hash's cost stays counted"
    )
    func pinned() async throws {
        let (directories, cost) = try await directories(withHashOf: id)
        #expect(await directories.decoyCost(of: id) == cost)

        directories.store.holdCommits()
        let change = Task { await directories.put(nil, id) }
        await directories.store.holds(1)
        for number in 2000..<2050 { await directories.load(try #require(MailboxID("\(number)"))) }
        directories.store.letCommitsThrough()
        await change.value
        #expect(await directories.decoyCost(of: id) == nil)
    }

    /// With one mailbox that has a hash, and in memory.
    private func directories(withHashOf id: MailboxID) async throws -> (Directories, HashCost) {
        let hash = "$argon2i$v=19$m=256,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$DWVOz/2wPR/WJuqdacbxRJg99pPVK1cGwmXPK3UcwWQ"
        let cost = try #require(HashCost(encodedHash: hash))
        let mailbox = Mailbox(settings: MailboxSettings(), pin: PINRecord(encodedHash: hash, mustChange: false))
        try await backing.store.put(mailbox, id)
        let key = SecretBytes(copying: [UInt8](repeating: 7, count: KeyedHash.byteCount))
        let directories = try Directories(backing, hashCosts: HashCosts(counts: [cost: 1], key: key))
        await directories.load(id)
        return (directories, cost)
    }

    @Test(
        "of a mailbox whose change may have been made, the hash's cost is counted as the store says, when it is asked")
    func inDoubt() async throws {
        let (directories, cost) = try await directories(withHashOf: id)
        directories.store.loseOutcomes(true)
        await directories.put(nil, id)
        directories.store.loseOutcomes(false)
        #expect(await directories.decoyCost(of: id) == cost)
        for number in 2000..<2050 { await directories.load(try #require(MailboxID("\(number)"))) }
        await directories.load(id)
        #expect(await directories.decoyCost(of: id) == nil)
    }

    @Test("a change of a mailbox that has no entry holds, whatever a page says that was read before it")
    func pageOvertaken() async throws {
        try await backing.store.put(Mailbox(settings: MailboxSettings(), pin: nil), id)
        let directories = try Directories(backing)
        directories.store.holdPages()
        let reading = Task { await directories.readSettings() }
        try await yieldUntil("a page was read") { directories.store.holdsPage }
        await directories.put(Mailbox(settings: MailboxSettings(notifies: true), pin: nil), id)
        directories.store.letPagesThrough()
        await reading.value
        #expect(await directories.notifies(id) == true)
        await directories.put(nil, id)
        #expect(await directories.notifies(id) == nil, "it is gone")
    }
}
