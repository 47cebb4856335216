import Access
import GatekeeperTestKit
import NIOCore
import PINHashing
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import Gatekeeping

/// Ages and earlier PINs on a clock that the test moves; everything else is real.
@Suite("What a PIN's age and its forerunners say", .timeLimit(.minutes(5)))
struct PINChangeTests {
    private final class Server: Sendable {
        let clock = ManualClock(UnixTime(seconds: 1_795_443_420))
        let hasher: CountingHasher
        let store: TroubledStore
        private let parts: GatekeeperParts
        private let gatekeeper: Gatekeeper

        init(history: Int = 0, ages: PINAges = PINAges(), deadline: Duration = .seconds(60)) throws {
            parts = try GatekeeperParts(clock: clock)
            store = TroubledStore(parts.store)
            let parameters = try Argon2Parameters(memory: 8 << 20, operations: 1)
            hasher = CountingHasher(try HashingPool(parameters: parameters, workers: 1, capacity: 64))
            gatekeeper = try parts.makeGatekeeper(
                rules: CoreRules(
                    access: AccessRules(
                        lockout: Lockout(maxAttempts: 100, permanentAfter: 1000), ages: ages, history: history),
                    deadline: deadline),
                store: store, hasher: hasher, clock: clock)
        }

        func add(_ pin: String) async -> Answer { await gatekeeper.add(Self.mailbox, .pin(pin)) }

        func reset(_ pin: String) async -> Answer { await gatekeeper.reset(Self.mailbox, .pin(pin)) }

        func verify(_ pin: String) async -> Answer { await gatekeeper.verify(Self.mailbox, pin) }

        func change(_ old: String, to new: String) async -> Answer {
            await gatekeeper.change(Self.mailbox, old, to: new)
        }

        static let mailbox = MailboxID("1001")!
    }

    private static let pins = ["846273", "730518", "935147", "280591", "619402"]

    @Test("a new PIN is none of the last ones, the one in force among them; who does not know that is told nothing")
    func history() async throws {
        let server = try Server(history: 3)
        let pins = Self.pins
        #expect(await server.add(pins[0]) == .done)
        #expect(await server.change(pins[0], to: pins[0]) == .broken(.history))
        #expect(await server.change(pins[0], to: pins[1]) == .done)
        #expect(await server.change(pins[1], to: pins[0]) == .broken(.history))
        #expect(await server.change(pins[1], to: pins[2]) == .done)
        for used in pins[0...2] {
            #expect(await server.change(pins[2], to: used) == .broken(.history))
            #expect(await server.change("111111", to: used).isDenied)
        }
        // Nothing was changed, and a fourth PIN pushes the first out.
        #expect(await server.verify(pins[2]).isGranted)
        #expect(await server.change(pins[2], to: pins[3]) == .done)
        #expect(await server.change(pins[3], to: pins[1]) == .broken(.history))
        #expect(await server.change(pins[3], to: pins[0]) == .done)
        #expect(await server.verify(pins[0]).isGranted)
    }

    @Test("a reset puts the PIN before it among the used, and its own PIN cannot be kept")
    func historyAfterReset() async throws {
        let server = try Server(history: 2)
        _ = await server.add(Self.pins[0])
        #expect(await server.reset(Self.pins[1]) == .done)
        #expect(await server.change(Self.pins[1], to: Self.pins[1]) == .broken(.history))
        #expect(await server.change(Self.pins[1], to: Self.pins[0]) == .broken(.history))
        #expect(await server.change(Self.pins[1], to: Self.pins[2]) == .done)
    }

    @Test("each earlier PIN costs one hash, for a right old PIN alone; without a history, a CHANGE costs what it did")
    func cost() async throws {
        let server = try Server(history: 4)
        let pins = Self.pins
        _ = await server.add(pins[0])
        for (old, new) in zip(pins[0...2], pins[1...3]) { _ = await server.change(old, to: new) }
        func cost(_ request: () async -> Answer) async -> Int {
            let before = server.hasher.submitted
            _ = await request()
            return server.hasher.submitted - before
        }
        #expect(await cost { await server.change("111111", to: pins[4]) } == 1)
        #expect(await cost { await server.change(pins[3], to: pins[3]) } == 1)
        #expect(await cost { await server.change(pins[3], to: pins[2]) } == 2)
        #expect(await cost { await server.change(pins[3], to: pins[0]) } == 4)
        #expect(await cost { await server.change(pins[3], to: pins[4]) } == 5)
        let plain = try Server()
        _ = await plain.add(pins[0])
        let before = plain.hasher.submitted
        #expect(await plain.change(pins[0], to: pins[1]) == .done)
        #expect(plain.hasher.submitted - before == 1)
    }

    @Test(
        "a change to the same PIN is none, without a history too: after a reset the caller still has to choose another")
    func forcedChange() async throws {
        let server = try Server()
        _ = await server.add(Self.pins[0])
        #expect(await server.reset(Self.pins[1]) == .done)
        let before = server.hasher.submitted
        #expect(await server.change(Self.pins[1], to: Self.pins[1]) == .broken(.history))
        #expect(server.hasher.submitted - before == 1, "the old one alone is hashed")
        #expect(await server.verify(Self.pins[1]) == .granted(.pinVerified, mustChange: true))
        // Who does not know the old one is told nothing, and is charged.
        #expect(await server.change("111111", to: "111111") == .denied(left: 99))
        #expect(await server.change(Self.pins[2], to: Self.pins[2]) == .denied(left: 98))
        #expect(await server.change(Self.pins[1], to: Self.pins[0]) == .done, "the one before the reset")
        #expect(await server.verify(Self.pins[0]) == .granted(.pinVerified))
    }

    @Test("of changes to the same PIN at once, one takes place, and the other sees it")
    func race() async throws {
        let server = try Server(history: 3)
        let pins = Self.pins
        _ = await server.add(pins[0])
        _ = await server.change(pins[0], to: pins[1])
        async let one = server.change(pins[1], to: pins[2])
        async let other = server.change(pins[1], to: pins[3])
        let replies = await [one, other]
        #expect(replies.count { $0 == .done } == 1, "\(replies)")
        #expect(replies.count { $0 == .denied(left: 99) } == 1, "\(replies)")
        let (taken, refused) = replies[0] == .done ? (pins[2], pins[3]) : (pins[3], pins[2])
        #expect(await server.verify(refused).isDenied)
        #expect(await server.verify(taken).isGranted)
    }

    @Test("a reset that comes while a change is being written takes place after it")
    func resetDuringChange() async throws {
        let server = try Server(history: 3)
        let pins = Self.pins
        _ = await server.add(pins[0])
        // The attempt is counted, then the new PIN is written.
        server.store.holdCommits()
        let change = Task { await server.change(pins[0], to: pins[1]) }
        await server.store.holds(1)
        server.store.letCommitsThrough(1)
        await server.store.holds(1)
        let reset = Task { await server.reset(pins[2]) }
        server.store.letCommitsThrough()
        #expect(await change.value == .done)
        #expect(await reset.value == .done)
        #expect(await server.verify(pins[2]) == .granted(.pinVerified, mustChange: true))
        #expect(await server.change(pins[2], to: pins[1]) == .broken(.history))
    }

    @Test("the PIN of a reset opens nothing after its time, counts like a wrong one, and another reset helps")
    func resetExpires() async throws {
        let server = try Server(ages: PINAges(resetHours: 24))
        _ = await server.add(Self.pins[0])
        _ = await server.reset(Self.pins[1])
        server.clock.advance(seconds: 24 * 3600 - 1)
        #expect(await server.verify(Self.pins[1]) == .granted(.pinVerified, mustChange: true))
        server.clock.advance(seconds: 1)
        #expect(await server.verify(Self.pins[1]) == .denied(left: 99))
        #expect(await server.change(Self.pins[1], to: Self.pins[2]) == .denied(left: 98))
        #expect(await server.verify("111111") == .denied(left: 97))
        _ = await server.reset(Self.pins[3])
        #expect(await server.change(Self.pins[3], to: Self.pins[1]) == .done)
        server.clock.advance(seconds: 1_000_000)
        #expect(await server.verify(Self.pins[1]) == .granted(.pinVerified))
    }

    @Test("a caller's change too soon is refused, but not after a reset, nor one of a PIN that an admin gave")
    func minimumAge() async throws {
        let server = try Server(history: 2, ages: PINAges(minimumHours: 1))
        _ = await server.add(Self.pins[0])
        #expect(await server.change(Self.pins[0], to: Self.pins[1]) == .done)
        #expect(await server.change(Self.pins[1], to: Self.pins[2]) == .broken(.minimumAge))
        // Which rule comes first is as in the table of rules.
        #expect(await server.change(Self.pins[1], to: "123456") == .broken(.sequential))
        #expect(await server.change(Self.pins[1], to: Self.pins[0]) == .broken(.minimumAge))
        #expect(await server.change("111111", to: Self.pins[2]).isDenied)
        server.clock.advance(seconds: 3600)
        #expect(await server.change(Self.pins[1], to: Self.pins[2]) == .done)
        #expect(await server.reset(Self.pins[3]) == .done)
        #expect(await server.change(Self.pins[3], to: Self.pins[4]) == .done)
    }

    @Test("a PIN that is too old is granted with must_change, until it is changed")
    func maximumAge() async throws {
        let server = try Server(ages: PINAges(minimumHours: 48, maximumDays: 1))
        _ = await server.add(Self.pins[0])
        #expect(await server.verify(Self.pins[0]) == .granted(.pinVerified))
        server.clock.advance(seconds: 24 * 3600)
        #expect(await server.verify(Self.pins[0]) == .granted(.pinVerified, mustChange: true))
        #expect(await server.change(Self.pins[0], to: Self.pins[1]) == .done)
        #expect(await server.verify(Self.pins[1]) == .granted(.pinVerified))
        server.clock.advance(seconds: 24 * 3600)
        #expect(await server.change(Self.pins[1], to: Self.pins[2]) == .done)
    }
}
