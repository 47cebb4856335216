import Access
import PINHashing
import Testing
import VoicemailModel
import Wire

@testable import Gatekeeping

/// Every call of the core asks who may, so that no front end can forget it.
@Suite("The core asks who may", .timeLimit(.minutes(1)))
struct AuthorizationTests {
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
    private static let secret = SecretBytes(copying: "846273".utf8)

    /// One request of each command that asks something of the core.
    private static let requests: [Request] = [
        .info, .access(mailbox, source: nil, isTrusted: false), .verify(mailbox, candidate: secret, source: nil),
        .change(mailbox, old: secret, new: secret, source: nil), .checkPIN(secret, for: nil), .settings(mailbox),
        .prompt(id: "enter-pin", .mailbox(mailbox)), .prompts,
        .announce(UnixTime(seconds: 0), .mailbox(mailbox), isRelative: false),
        .messages(MessageCounts(new: 3, saved: 1)!, .mailbox(mailbox)), .add(mailbox, .noPIN, []),
        .set(mailbox, [.notifies(true)], PINAssignment()), .remove(mailbox), .reset(mailbox, .generate),
        .unlock(mailbox), .unlockSource(Source("x")!), .show(mailbox), .list(MailboxQuery()),
        .audit(AuditQuery(count: 1)), .key(.status), .invalid(.set, .badValue(field: "email", "no address")),
    ]

    @Test("there is a request for each operation")
    func complete() {
        #expect(Set(Self.requests.compactMap(\.command.operation)) == Set(Operation.allCases))
    }

    @Test("what is beyond a role is refused, whatever the request", arguments: Role.allCases)
    func roles(role: Role) async {
        let caller = Caller(ConnectionIdentity(unnamed: role), connection: 1)
        for request in Self.requests {
            guard let operation = request.command.operation else { continue }
            let line = await gatekeeper.line(request, from: caller)
            #expect(line.hasPrefix("-NOPERM") == !role.includes(operation.role), "\(operation): \(line)")
        }
    }

    @Test("for who sees other contexts a mailbox is as unknown as one that does not exist")
    func contexts() async throws {
        #expect(await gatekeeper.line(.add(Self.mailbox, .noPIN, [.requiresPIN(false)])).hasPrefix("+ADDED"))
        let stranger = Caller(ConnectionIdentity(name: "globex", role: .admin, contexts: ["globex"]), connection: 2)
        let unknown = try #require(MailboxID("2@acme"))
        let requests: [(MailboxID) -> Request] = [
            { .access($0, source: nil, isTrusted: true) },
            { .verify($0, candidate: Self.secret, source: nil) },
            { .change($0, old: Self.secret, new: SecretBytes(copying: "730518".utf8), source: nil) },
            { .settings($0) }, { .prompt(id: "enter-pin", .mailbox($0)) },
            { .announce(UnixTime(seconds: 0), .mailbox($0), isRelative: false) },
            { .set($0, [.notifies(true)], PINAssignment()) }, { .remove($0) }, { .reset($0, .noPIN) }, { .unlock($0) },
            { .show($0) }, { .add($0, .noPIN, []) },
        ]
        for request in requests {
            let known = await gatekeeper.line(request(Self.mailbox), from: stranger)
            let other = await gatekeeper.line(request(unknown), from: stranger)
            #expect(known.replacing("1@acme", with: "2@acme") == other)
        }
        #expect(await gatekeeper.line(.list(MailboxQuery()), from: stranger) == "+LIST mailboxes=\"\"\r\n")
        #expect(await gatekeeper.line(.show(Self.mailbox)).contains(" failures=0 "))
    }
}
