import Access
import GatekeeperTestKit
import PINHashing
import Testing
import VoicemailModel

@testable import Gatekeeping

/// Every call of the core asks who may, so that no front end can forget it.
@Suite("The core asks who may", .timeLimit(.minutes(1)))
struct AuthorizationTests {
    private typealias Call = @Sendable (Gatekeeper, MailboxID, Caller) async -> Answer

    private let parts: GatekeeperParts
    private let gatekeeper: Gatekeeper

    init() throws {
        parts = try GatekeeperParts()
        gatekeeper = try parts.makeGatekeeper(
            rules: CoreRules(deadline: .seconds(60)),
            hasher: try HashingPool(
                parameters: Argon2Parameters(memory: 8 << 10, operations: 1), workers: 1, capacity: 64))
    }

    private static let mailbox = MailboxID("1@acme")!
    private static let pin = "846273"
    private static let english = LanguageTag("en")!

    /// The calls that name a mailbox.
    private static let callsAboutMailboxes: [(operation: Operation, call: Call)] = [
        (.access, { await $0.access($1, as: $2) }), (.verify, { await $0.verify($1, pin, as: $2) }),
        (.change, { await $0.change($1, pin, to: "730518", as: $2) }),
        (.settings, { await $0.settings(of: $1, as: $2) }),
        (.prompt, { await $0.voice(of: $1, for: .prompt, as: $2) }),
        (.announce, { await $0.voice(of: $1, for: .announce, as: $2) }),
        (.messages, { await $0.voice(of: $1, for: .messages, as: $2) }),
        (.set, { await $0.set($1, [.notifies(true)], as: $2) }), (.remove, { await $0.remove($1, as: $2) }),
        (.reset, { await $0.reset($1, .noPIN, as: $2) }), (.unlock, { await $0.unlock($1, as: $2) }),
        (.show, { await $0.report(of: $1, as: $2) }), (.add, { await $0.add($1, .noPIN, as: $2) }),
    ]

    private static let otherCalls: [(operation: Operation, call: Call)] = [
        (.unlock, { gatekeeper, _, caller in await gatekeeper.unlock(Source("x")!, as: caller) }),
        (
            .information,
            { gatekeeper, _, caller in
                await gatekeeper.done { _ = try await $0.information(from: caller) }
            }
        ),
        (
            .checkPIN,
            { gatekeeper, _, caller in
                await gatekeeper.done { _ = try $0.checkPIN(SecretBytes(copying: pin.utf8), for: nil, from: caller) }
            }
        ),
        (.prompts, { gatekeeper, _, caller in await gatekeeper.done { _ = try $0.prompts(from: caller) } }),
        (
            .prompt,
            { gatekeeper, _, caller in
                await gatekeeper.done { _ = try $0.voice(in: [english], for: .prompt, from: caller) }
            }
        ),
        (
            .announce,
            { gatekeeper, _, caller in
                await gatekeeper.done {
                    _ = try $0.voice(english, clock: .twelveHour, zone: nil, for: .announce, from: caller)
                }
            }
        ),
        (
            .list,
            { gatekeeper, _, caller in
                await gatekeeper.done { _ = try await $0.list(MailboxQuery(), from: caller) }
            }
        ),
        (
            .audit,
            { gatekeeper, _, caller in
                await gatekeeper.done { _ = try await $0.audit(AuditQuery(count: 1), from: caller) }
            }
        ),
        (.key, { gatekeeper, _, caller in await gatekeeper.done { _ = try await $0.keyStatus(from: caller) } }),
        (.key, { gatekeeper, _, caller in await gatekeeper.done { _ = try await $0.rotateKey(from: caller) } }),
    ]

    @Test("there is a call for each operation")
    func complete() {
        #expect(Set((Self.callsAboutMailboxes + Self.otherCalls).map(\.operation)) == Set(Operation.allCases))
    }

    @Test("what is beyond a role is refused, whatever the call", arguments: Role.allCases)
    func roles(role: Role) async {
        let caller = Caller(ConnectionIdentity(unnamed: role), connection: 1)
        for (operation, call) in Self.callsAboutMailboxes + Self.otherCalls {
            let answer = await call(gatekeeper, Self.mailbox, caller)
            #expect(answer.isNotPermitted == !role.includes(operation.role), "\(operation): \(answer)")
        }
    }

    @Test("for who sees other contexts a mailbox is as unknown as one that does not exist")
    func contexts() async throws {
        #expect(await gatekeeper.add(Self.mailbox, .noPIN, [.requiresPIN(false)]) == .done)
        let stranger = Caller(ConnectionIdentity(name: "globex", role: .admin, contexts: ["globex"]), connection: 2)
        let unknown = try #require(MailboxID("2@acme"))
        for (operation, call) in Self.callsAboutMailboxes {
            let known = await call(gatekeeper, Self.mailbox, stranger)
            let other = await call(gatekeeper, unknown, stranger)
            #expect("\(known)".replacing("1@acme", with: "2@acme") == "\(other)", "\(operation)")
        }
        #expect(try await gatekeeper.list(MailboxQuery(), from: stranger).content == .names([]))
        #expect(try await gatekeeper.show(Self.mailbox, from: .admin).details.attempts.failures == 0)
    }
}
