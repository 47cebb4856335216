import Access
import NIOCore
import PINHashing
import StoreSQLite
import Testing
import VoicemailModel
import VoicemailTestKit
import Wire

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
        #expect(await first.line(.add(Self.open, .noPIN, [.requiresPIN(false), Self.french])).hasPrefix("+ADDED"))
        #expect(await first.line(.add(Self.closed, .chosen(Self.pin), [Self.french])).hasPrefix("+ADDED"))
        for number in 1...2 {
            let id = try #require(MailboxID("200\(number)"))
            #expect(await first.line(.verify(id, candidate: Self.pin, source: source)).hasPrefix("+DENIED"))
        }
    }

    private static let open = MailboxID("1000")!
    private static let closed = MailboxID("1001")!
    private static let unknown = MailboxID("1002")!
    private static let french = SettingAssignment.language(LanguageTag("fr-CA")!)
    private static let pin = SecretBytes(copying: "846273".utf8)
    private static let other = SecretBytes(copying: "730518".utf8)

    private func start(_ pinless: PinlessRule = .always) throws -> Gatekeeper {
        try parts.makeGatekeeper(
            rules: CoreRules(
                access: AccessRules(sourceLimit: SourceLimit(maxFailures: 2, windowSeconds: 3600), pinless: pinless),
                deadline: .seconds(60)),
            store: store, hasher: hasher, clock: clock)
    }

    private static func locked(_ mailbox: MailboxID, _ language: String) -> String {
        "+LOCKED mailbox=\(mailbox) scope=source retry_after_s=3600 language=\(language) prompt=try-later\r\n"
    }

    @Test("is told so in the mailbox's language, by VERIFY and by CHANGE, whether the mailbox is in memory or not")
    func language() async throws {
        let requests: [@Sendable (MailboxID) -> Request] = [
            { [source] in .verify($0, candidate: Self.pin, source: source) },
            { [source] in .change($0, old: Self.pin, new: Self.other, source: source) },
        ]
        let before = hasher.submitted
        for request in requests {
            let gatekeeper = try start()
            for _ in 1...2 {
                #expect(await gatekeeper.line(request(Self.closed)) == Self.locked(Self.closed, "fr-CA"))
                #expect(await gatekeeper.line(request(Self.unknown)) == Self.locked(Self.unknown, "en-US"))
            }
        }
        #expect(hasher.submitted == before)
    }

    @Test("gets into no mailbox that needs no PIN, by VERIFY or by ACCESS, and each try has its row")
    func pinless() async throws {
        let requests: [@Sendable (Source?) -> Request] = [
            { .verify(Self.open, candidate: Self.pin, source: $0) },
            { .access(Self.open, source: $0, isTrusted: false) },
        ]
        let before = hasher.submitted
        for (request, kind) in zip(requests, [AuditEvent.Kind.verify, .access]) {
            let gatekeeper = try start()
            for _ in 1...2 { #expect(await gatekeeper.line(request(source)) == Self.locked(Self.open, "fr-CA")) }
            let last = try await parts.store.audit(AuditQuery(count: 100)).rows.last { $0.outcome == "locked" }
            #expect(last?.kind == kind.rawValue && last?.reason == "source_locked", "\(String(describing: last))")
            #expect(last?.mailbox == "1000" && last?.source == "+1555")
            for other in [nil, Source("+1556")] {
                #expect(await gatekeeper.line(request(other)).hasPrefix("+GRANTED mailbox=1000 pin=not_required "))
            }
        }
        #expect(hasher.submitted == before)
        clock.advance(seconds: 3600)
        let gatekeeper = try start()
        for request in requests { #expect(await gatekeeper.line(request(source)).hasPrefix("+GRANTED ")) }
    }

    @Test("nobody is told of the lock without its row")
    func withoutRow() async throws {
        let gatekeeper = try start()
        store.failCommits(true)
        let request = Request.access(Self.open, source: source, isTrusted: false)
        #expect(await gatekeeper.line(request).hasPrefix("-UNAVAILABLE"))
        store.failCommits(false)
        #expect(await gatekeeper.line(request) == Self.locked(Self.open, "fr-CA"))
    }

    @Test("is asked for a PIN by ACCESS like anybody, where one is needed")
    func pinRequired() async throws {
        let gatekeeper = try start()
        for mailbox in [Self.closed, Self.unknown] {
            let line = await gatekeeper.line(.access(mailbox, source: source, isTrusted: false))
            #expect(line.hasPrefix("+PIN_REQUIRED mailbox=\(mailbox) "))
        }
    }
}
