import Access
import GatekeeperTestKit
import NIOCore
import PINHashing
import Testing
import VoicemailModel

@testable import Gatekeeping

/// A disk that does not come back.
@Suite("Whatever a request waits for, it is answered", .timeLimit(.minutes(5)))
struct AnswersInTimeTests {
    private let parts: GatekeeperParts
    private let store: TroubledStore
    private let gatekeeper: Gatekeeper
    private let mailbox: MailboxID

    init() throws {
        parts = try GatekeeperParts()
        store = TroubledStore(parts.store)
        mailbox = try #require(MailboxID("1001"))
        let parameters = try Argon2Parameters(memory: 8 << 10, operations: 1)
        gatekeeper = try parts.makeGatekeeper(
            rules: CoreRules(
                access: AccessRules(lockout: Lockout(), sourceLimit: SourceLimit()), deadline: .milliseconds(300)),
            store: store, hasher: try HashingPool(parameters: parameters, workers: 1, capacity: 64))
    }

    private func verify(_ pin: String) async -> Answer {
        await gatekeeper.verify(mailbox, pin)
    }

    @Test("while no commit ends, each is told UNAVAILABLE once; when they end, what they said holds")
    func commitsThatDoNotEnd() async {
        #expect(await gatekeeper.add(mailbox, .pin("846273"), [.requiresPIN(true)]) == .done)
        store.holdCommits()
        #expect(await verify("111111") == .unavailable)
        #expect(await verify("846273") == .unavailable)
        #expect(await gatekeeper.unlock(mailbox) == .unavailable)
        #expect(await gatekeeper.reset(mailbox, .generate) == .unavailable)
        // What needs no commit is answered as ever.
        #expect(await gatekeeper.done { _ = try $0.prompts(from: .admin) } == .done)
        store.letCommitsThrough()
        // Nobody knew how those would end. All of them were counted or made, or none; and the mailbox is its own master again.
        #expect(await gatekeeper.reset(mailbox, .pin("846273")) == .done)
        #expect(await verify("846273").isGranted)
    }
}

@Suite(.timeLimit(.minutes(5)))
struct OwedAnswersTests {
    private let start = ContinuousClock.now

    @Test("an answer is given once, whoever comes first")
    func once() {
        var answers: [Int] = []
        let answer = OwedAnswer<Int> { result, _ in answers.append((try? result.get()) ?? -1) }
        #expect(!answer.isGiven)
        answer.give(.success(1))
        answer.give(.success(2))
        answer.giveUp()
        #expect(answer.isGiven && answers == [1])
    }

    @Test("those that are due and not given are overdue, in their order; those that were given are dropped")
    func overdue() {
        var owed = OwedAnswers()
        let answers = (0..<4).map { _ in OwedAnswer<Int> { _, _ in } }
        for (index, answer) in answers.enumerated() { owed.add(answer, due: start + .seconds(index)) }
        answers[1].give(.success(1))
        #expect(owed.takeOverdue(at: start - .seconds(1)).isEmpty)
        #expect(
            owed.takeOverdue(at: start + .seconds(2)).map { ObjectIdentifier($0) }
                == [answers[0], answers[2]].map { ObjectIdentifier($0) })
        #expect(!owed.isEmpty)
        answers[3].give(.success(1))
        #expect(owed.takeOverdue(at: start).isEmpty && owed.isEmpty)
    }
}
