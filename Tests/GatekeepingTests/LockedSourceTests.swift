import Access
import GatekeeperTestKit
import NIOCore
import PINHashing
import StoreSQLite
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import Gatekeeping

/// What a source is told that has failed too often, by a server that has just started and has nothing in memory.
@Suite("A locked source", .timeLimit(.minutes(5)))
struct LockedSourceTests {
    private let parts: GatekeeperParts
    private let store: TroubledStore
    private let hasher: CountingHasher
    private let clock = ManualClock(UnixTime(seconds: 1_795_443_420))
    private let source = Source("+1555")!

    init() async throws {
        parts = try GatekeeperParts(clock: clock)
        store = TroubledStore(parts.store)
        hasher = CountingHasher(
            try HashingPool(parameters: Argon2Parameters(memory: 8 << 10, operations: 1), workers: 1, capacity: 64))
        let first = try start()
        #expect(await first.add(Self.open, .noPIN, [.requiresPIN(false), Self.french]) == .done)
        #expect(await first.add(Self.closed, .pin(Self.pin), [Self.french]) == .done)
        for number in 1...2 {
            let id = try #require(MailboxID("200\(number)"))
            #expect(await first.verify(id, Self.pin, from: source).isDenied)
        }
    }

    private static let open = MailboxID("1000")!
    private static let closed = MailboxID("1001")!
    private static let unknown = MailboxID("1002")!
    private static let french = SettingAssignment.language(LanguageTag("fr-CA")!)
    private static let pin = "846273"
    private static let locked = Answer.locked(.source, .seconds(3600))

    private func start(_ pinless: PinlessRule = .always) throws -> Gatekeeper {
        try parts.makeGatekeeper(
            rules: CoreRules(
                access: AccessRules(sourceLimit: SourceLimit(maxFailures: 2, windowSeconds: 3600), pinless: pinless),
                deadline: .seconds(60)),
            store: store, hasher: hasher, clock: clock)
    }

    @Test("is told so in the mailbox's language, by VERIFY and by CHANGE, whether the mailbox is in memory or not")
    func language() async throws {
        let (old, new) = (SecretBytes(copying: Self.pin.utf8), SecretBytes(copying: "730518".utf8))
        let before = hasher.submitted
        for isChange in [false, true] {
            let gatekeeper = try start()
            for (mailbox, language) in [(Self.closed, "fr-CA"), (Self.unknown, "en-US")] {
                let language = try #require(LanguageTag(language))
                for _ in 1...2 {
                    if isChange {
                        let outcome = try await gatekeeper.change(
                            mailbox, old: old, new: new, source: source, from: .admin)
                        #expect(outcome == .locked(.source, .seconds(3600), language: language))
                    } else {
                        let outcome = try await gatekeeper.verify(mailbox, candidate: old, source: source, from: .admin)
                        #expect(outcome == .locked(.source, .seconds(3600), language: language))
                    }
                }
            }
        }
        #expect(hasher.submitted == before)
    }

    @Test("gets into no mailbox that needs no PIN, by VERIFY or by ACCESS, and each try has its row")
    func pinless() async throws {
        let requests: [@Sendable (Gatekeeper, Source?) async -> Answer] = [
            { await $0.verify(Self.open, Self.pin, from: $1) }, { await $0.access(Self.open, from: $1) },
        ]
        let before = hasher.submitted
        for (request, kind) in zip(requests, [AuditEvent.Kind.verify, .access]) {
            let gatekeeper = try start()
            for _ in 1...2 { #expect(await request(gatekeeper, source) == Self.locked) }
            let last = try await parts.store.audit(AuditQuery(count: 100)).rows.last { $0.outcome == "locked" }
            #expect(last?.kind == kind.rawValue && last?.reason == "source_locked", "\(String(describing: last))")
            #expect(last?.mailbox == "1000" && last?.source == "+1555")
            for other in [nil, Source("+1556")] {
                #expect(await request(gatekeeper, other) == .granted(.pinNotRequired))
            }
        }
        #expect(hasher.submitted == before)
        clock.advance(seconds: 3600)
        let gatekeeper = try start()
        for request in requests { #expect(await request(gatekeeper, source).isGranted) }
    }

    @Test("nobody is told of the lock without its row")
    func withoutRow() async throws {
        let gatekeeper = try start()
        store.failCommits(true)
        #expect(await gatekeeper.access(Self.open, from: source) == .unavailable)
        store.failCommits(false)
        #expect(await gatekeeper.access(Self.open, from: source) == Self.locked)
    }

    @Test("is asked for a PIN by ACCESS like anybody, where one is needed")
    func pinRequired() async throws {
        let gatekeeper = try start()
        for mailbox in [Self.closed, Self.unknown] {
            #expect(await gatekeeper.access(mailbox, from: source) == .pinRequired(left: 5))
        }
    }
}
