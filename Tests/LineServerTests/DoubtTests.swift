import Access
import GatekeeperTestKit
import Gatekeeping
import NIOCore
import PINHashing
import Testing
import VoicemailModel
import VoicemailTestKit
import Wire

@testable import LineServer

/// Real parts, and a store of which nobody knows whether it has written.
@Suite("When nobody knows whether a change was written", .timeLimit(.minutes(5)))
struct DoubtTests {
    private let parts: GatekeeperParts
    private let store: TroubledStore
    private let gatekeeper: Gatekeeper
    private let mailbox: MailboxID

    init() throws {
        parts = try GatekeeperParts()
        let parameters = try Argon2Parameters(memory: 8 << 20, operations: 1)
        store = TroubledStore(parts.store)
        mailbox = try #require(MailboxID("1001"))
        gatekeeper = try parts.makeGatekeeper(
            rules: CoreRules(
                access: AccessRules(lockout: Lockout(), sourceLimit: SourceLimit()), deadline: .seconds(60)),
            store: store, hasher: try HashingPool(parameters: parameters, workers: 1, capacity: 64))
    }

    /// What is asked of a mailbox, and how the answer begins.
    enum Question: String, CaseIterable {
        case settings = "+SETTINGS mailbox=1001 "
        case prompt = "+PROMPT "
        case announce = "+ANNOUNCE "
        case show = "+SHOW mailbox=1001 "
        case reset = "+RESET mailbox=1001 "
        case add = "-EXISTS mailbox=1001 "

        func request(_ mailbox: MailboxID) throws -> Request {
            switch self {
            case .settings: .settings(mailbox)
            case .prompt: .prompt(id: "enter-pin", .mailbox(mailbox))
            case .announce:
                .announce(UnixTime(seconds: 1_795_000_000), .mailbox(mailbox), isRelative: false, caller: nil)
            case .show: .show(mailbox)
            case .reset: .reset(mailbox, .generate)
            case .add: .add(mailbox, .noPIN, [])
            }
        }
    }

    @Test(
        "what was read is answered, though another change is in doubt before the answer is written",
        arguments: Question.allCases)
    func doubtAfterReading(question: Question) async throws {
        let added = await gatekeeper.line(.add(mailbox, .chosen(SecretBytes(copying: "846273".utf8)), []))
        #expect(added.hasPrefix("+ADDED"))
        // Two changes are under way. When the first is in doubt, the mailbox is read again.
        store.holdCommits()
        store.leaveCommitsInDoubt()
        let request = try question.request(mailbox)
        async let first = gatekeeper.line(.unlock(mailbox))
        async let second = gatekeeper.line(.unlock(mailbox))
        try await yieldUntil("both are held") { store.heldCount == 2 }
        store.letCommitsThrough(1)
        store.holdMailboxes()
        async let answer = gatekeeper.line(request)
        try await yieldUntil("the mailbox is read") { store.heldMailboxes == 1 }
        // Before anybody is told of what was read, the second is in doubt.
        gatekeeper.eventLoop.execute { [store] in
            store.letMailboxesThrough()
            store.letCommitsThrough()
            store.failCommits(false)
        }
        let (said, others) = (await answer, await [first, second])
        #expect(said.hasPrefix(question.rawValue), "\(said)")
        #expect(others.allSatisfy { $0.hasPrefix("-UNAVAILABLE") }, "\(others)")
    }
}

extension Gatekeeper {
    /// The line with which `request` is answered.
    fileprivate func line(_ request: Request) async -> String {
        let prepared = PreparedReplies(defaults: settingsDefaults)
        var reply = answerNow(request, from: .admin, prepared)
        if reply == nil {
            reply = await withCheckedContinuation { continuation in
                _ = begin(request, from: .admin, prepared) { continuation.resume(returning: $0) }
            }
        }
        var bytes = ByteBuffer()
        reply?.write(to: &bytes, tag: nil)
        return String(buffer: bytes)
    }
}
