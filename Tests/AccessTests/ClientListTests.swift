import Access
import Testing
import VoicemailModel

@Suite("The clients", .timeLimit(.minutes(1)))
struct ClientListTests {
    private static func client(_ name: String, _ change: (inout Client) -> Void = { _ in }) -> Client {
        var client = Client(name: ClientName(name)!, role: .frontend, secretHash: "$argon2id$")
        change(&client)
        return client
    }

    private static let directory = ClientList(
        [
            client("any"), client("default"),
            client("inside") { $0.networks = [try? Network("10.0.0.0/8")].compactMap { $0 } },
            client("certified") {
                $0.certificateNames = ["pbx.example.net", "urn:pbx"]
                $0.secretHash = nil
            },
            client("certified-inside") {
                $0.certificateNames = ["inner.example.net"]
                $0.networks = [try? Network("10.0.0.0/8")].compactMap { $0 }
            },
            client("local") { $0.userIDs = [1000, 1001] },
        ], ownUserID: 990)

    private static func tcp(_ address: String?, _ names: String...) -> Peer {
        .tcp(address.flatMap { IPAddress($0) }, certificateNames: names)
    }

    @Test("without clients TCP is a front end, and the server's user and root are admins")
    func withoutClients() {
        let directory = ClientList([], ownUserID: 990)
        #expect(directory.identity(of: Self.tcp("127.0.0.1"))?.role == .frontend)
        #expect(directory.identity(of: .unix(userID: 990))?.role == .admin)
        #expect(directory.identity(of: .unix(userID: 0))?.role == .admin)
        #expect(directory.identity(of: .unix(userID: 1000)) == nil)
        #expect(directory.identity(of: .unix(userID: nil)) == nil)
    }

    @Test(
        "who a connection is before it says anything",
        arguments: [
            (tcp("127.0.0.1"), nil), (tcp(nil), nil), (tcp("9.9.9.9", "pbx.example.net"), "certified"),
            (tcp("9.9.9.9", "x", "urn:pbx"), "certified"), (tcp("9.9.9.9", "PBX.example.net"), nil),
            (tcp("9.9.9.9", "inner.example.net"), nil), (tcp("10.9.9.9", "inner.example.net"), "certified-inside"),
            (tcp(nil, "inner.example.net"), nil), (.unix(userID: 1001), "local"), (.unix(userID: 990), "admin"),
            (.unix(userID: 0), "admin"), (.unix(userID: 1002), nil), (.unix(userID: nil), nil),
        ] as [(Peer, String?)])
    func opening(peer: Peer, name: String?) {
        #expect(Self.directory.identity(of: peer)?.name == name)
    }

    @Test(
        "whose secret is looked at",
        arguments: [
            ("any", tcp("9.9.9.9"), true), ("any", tcp(nil), true), ("nobody", tcp("9.9.9.9"), false),
            ("inside", tcp("10.1.1.1"), true), ("inside", tcp("9.9.9.9"), false), ("inside", tcp(nil), false),
            ("inside", .unix(userID: 1), true), ("certified", tcp("9.9.9.9"), false),
            (ClientName.unnamed, tcp("9.9.9.9"), true),
            ("a name that is none", tcp("9.9.9.9"), false),
        ] as [(String, Peer, Bool)])
    func secrets(name: String, peer: Peer, isLookedAt: Bool) {
        #expect((Self.directory.client(named: name, at: peer) != nil) == isLookedAt)
    }
}
