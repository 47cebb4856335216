import Access
import GatekeeperTestKit
import PINHashing
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import Gatekeeping

/// AUTH with real hashes, from any address there is.
@Suite("AUTH", .timeLimit(.minutes(5)))
struct AuthenticationTests {
    private static let parameters = try? Argon2Parameters(memory: 8 << 20, operations: 1)
    private let parts: GatekeeperParts
    private let gatekeeper: Gatekeeper
    private let hasher: CountingHasher
    private let clock = ManualClock(UnixTime(seconds: 1_000_000))

    init() throws {
        let parameters = try #require(Self.parameters)
        parts = try GatekeeperParts()
        hasher = CountingHasher(try HashingPool(parameters: parameters, workers: 2, capacity: 64))
        let hash = try ClientSecret.hash(SecretBytes(copying: "right".utf8), parameters)
        var inside = Client(name: try #require(ClientName("inside")), role: .admin, secretHash: hash)
        inside.networks = [try Network("10.0.0.0/8")]
        let clients = [Client(name: try #require(ClientName("pbx")), role: .frontend, secretHash: hash), inside]
        gatekeeper = try parts.makeGatekeeper(
            rules: CoreRules(
                access: AccessRules(lockout: Lockout(), sourceLimit: SourceLimit()), deadline: .seconds(60)),
            hasher: hasher, clock: clock, clients: ClientList(clients, ownUserID: 990, costliestHash: hash))
    }

    /// `OK name`, or the error's code.
    private func authenticate(_ name: String, _ secret: String, from address: String) async -> String {
        let peer = Peer.tcp(IPAddress(address), certificateNames: [])
        do throws(Refusal) {
            let identity = try await gatekeeper.authenticate(
                name: name, secret: SecretBytes(copying: secret.utf8), peer: peer, connection: 1, request: 1)
            return "OK \(identity.name)"
        } catch {
            switch error {
            case .notAuthenticated: return "NOAUTH"
            case .busy: return "BUSY"
            case .tooManyFailures: return "not checked"
            case .notPermitted, .noMailbox, .exists, .badValue, .policy, .unavailable, .auditFull: return "?"
            }
        }
    }

    @Test("the right secret from the right place, and nothing else, and a hash is run for each")
    func outcomes() async {
        #expect(await authenticate("pbx", "right", from: "192.0.2.1") == "OK pbx")
        #expect(await authenticate("inside", "right", from: "10.0.0.1") == "OK inside")
        for (name, secret, address) in [
            ("pbx", "wrong", "192.0.2.1"), ("pbx", "", "192.0.2.1"), ("inside", "right", "192.0.2.1"),
            ("nobody", "right", "192.0.2.1"), ("default", "right", "192.0.2.1"), ("", "right", "192.0.2.1"),
        ] as [(String, String, String)] {
            let before = hasher.submitted
            #expect(await authenticate(name, secret, from: address) == "NOAUTH", "\(name) \(secret)")
            #expect(hasher.submitted == before + 1)
        }
    }

    @Test("a flood from one address is not hashed for long; from another the right client gets in, and later from here")
    func flood() async {
        var replies: [String] = []
        for _ in 0..<100 { replies.append(await authenticate("pbx", "wrong", from: "192.0.2.1")) }
        #expect(replies.prefix(10).allSatisfy { $0 == "NOAUTH" })
        #expect(replies.dropFirst(10).allSatisfy { $0 == "not checked" })
        #expect(hasher.submitted == 10)
        // Refused unseen, be it right or wrong: a flood learns nothing.
        #expect(await authenticate("pbx", "right", from: "192.0.2.1") == "not checked")
        #expect(await authenticate("pbx", "right", from: "198.51.100.1") == "OK pbx")
        clock.advance(seconds: 60)
        #expect(await authenticate("pbx", "right", from: "192.0.2.1") == "OK pbx")
    }

    @Test("clients take turns however many connections they have, and all who were never right take turns as one")
    func turns() async throws {
        let mailbox = try #require(MailboxID("1001"))
        for (connection, client) in [(1, "pbx"), (2, "pbx"), (3, "inside")] as [(UInt64, String)] {
            _ = await gatekeeper.verify(
                mailbox, "846273",
                as: Caller(ConnectionIdentity(name: client, role: .frontend), connection: connection, request: 1))
        }
        for address in ["192.0.2.1", "192.0.2.2"] { _ = await authenticate("pbx", "wrong", from: address) }
        for address in ["192.0.2.3", "192.0.2.3", "192.0.2.4", "192.0.2.4"] {
            _ = await authenticate("pbx", "right", from: address)
        }
        let flows = hasher.flows
        try #require(flows.count == 9)
        #expect(flows[0] == flows[1])
        #expect(flows[3] == flows[4] && flows[5] == flows[3] && flows[7] == flows[3])
        // pbx and inside, strangers, and two addresses from which a client has been right.
        #expect(Set(flows).count == 5)
    }

    @Test("names that no client has are limited like those of clients")
    func unknownNames() async {
        for name in ["pbx", "nobody"] {
            var replies: [String] = []
            for _ in 0..<12 { replies.append(await authenticate(name, "wrong", from: "192.0.2.1")) }
            #expect(replies == Array(repeating: "NOAUTH", count: 10) + ["not checked", "not checked"], "\(name)")
        }
    }

    @Test(
        "a pool of connections that come at once all get in",
        .disabled(if: Sanitizer.isWatching, "so many hashes take longer there than an AUTH may"))
    func pool() async {
        let replies = await withTaskGroup(of: String.self) { group in
            for _ in 0..<64 { group.addTask { await authenticate("pbx", "right", from: "192.0.2.1") } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(replies == Array(repeating: "OK pbx", count: 64))
    }
}
