import Access
import NIOCore
import PINHashing
import Testing
import VoicemailModel
import Wire

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

    private func answer(_ request: Request) async -> String {
        await gatekeeper.line(request)
    }

    private func verify(_ pin: String) async -> String {
        await answer(.verify(mailbox, candidate: SecretBytes(copying: pin.utf8), source: nil))
    }

    @Test("while no commit ends, each is told UNAVAILABLE once; when they end, what they said holds")
    func commitsThatDoNotEnd() async {
        let pin = SecretBytes(copying: "846273".utf8)
        #expect(await answer(.add(mailbox, .chosen(pin), [.requiresPIN(true)])).hasPrefix("+ADDED"))
        store.holdCommits()
        #expect(await verify("111111").hasPrefix("-UNAVAILABLE"))
        #expect(await verify("846273").hasPrefix("-UNAVAILABLE"))
        #expect(await answer(.unlock(mailbox)).hasPrefix("-UNAVAILABLE"))
        #expect(await answer(.reset(mailbox, .generate)).hasPrefix("-UNAVAILABLE"))
        // What needs no commit is answered as ever.
        #expect(await answer(.ping(text: nil)) == "+PONG\r\n")
        store.letCommitsThrough()
        // Nobody knew how those would end. All of them were counted or made, or none; and the mailbox is its own master again.
        #expect(await answer(.reset(mailbox, .chosen(pin))).hasPrefix("+RESET"))
        #expect(await verify("846273").hasPrefix("+GRANTED"))
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
