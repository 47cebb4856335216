import Access
import Testing
import VoicemailModel

@Suite("Clients that change", .timeLimit(.minutes(1)))
struct ClientChangeTests {
    private static func client(_ name: String, _ change: (inout Client) -> Void = { _ in }) -> Client {
        var client = Client(name: ClientName(name)!, role: .frontend, secretHash: "$argon2id$")
        change(&client)
        return client
    }

    private static func identity(_ client: Client) -> ConnectionIdentity { ConnectionIdentity(client) }

    private static let tcp = Peer.tcp(IPAddress("10.1.1.1"), certificateNames: [])
    private static let admin = ConnectionIdentity(unnamed: .admin)
    private static let frontend = ConnectionIdentity(unnamed: .frontend)

    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var former: [Client]
        var next: [Client]
        var peer = tcp
        var identity: ConnectionIdentity
        var ends: Bool
    }

    static let cases = [
        Case(
            testDescription: "the same", former: [client("a")], next: [client("a"), client("b")],
            identity: identity(client("a")), ends: false),
        Case(
            testDescription: "gone", former: [client("a"), client("b")], next: [client("b")],
            identity: identity(client("a")), ends: true),
        Case(
            testDescription: "with another secret", former: [client("a")],
            next: [client("a") { $0.secretHash = "$argon2id$2" }], identity: identity(client("a")), ends: true),
        Case(
            testDescription: "of fewer contexts", former: [client("a")], next: [client("a") { $0.contexts = ["acme"] }],
            identity: identity(client("a")), ends: true),
        Case(
            testDescription: "nobody, when there are clients now", former: [], next: [client("a")], identity: frontend,
            ends: true),
        Case(
            testDescription: "the server's own user on the socket", former: [client("a")], next: [],
            peer: .unix(userID: 990), identity: admin, ends: false),
        Case(
            testDescription: "the same, when a client of that name is gone",
            former: [client("admin") { $0.role = .admin }], next: [], peer: .unix(userID: 990), identity: admin,
            ends: false),
        Case(
            testDescription: "by a certificate that is another's now",
            former: [client("a") { $0.certificateNames = ["urn:a"] }],
            next: [client("b") { $0.certificateNames = ["urn:a"] }],
            peer: .tcp(nil, certificateNames: ["urn:a"]), identity: identity(client("a")), ends: true),
        Case(
            testDescription: "a user that is a client now", former: [],
            next: [client("a") { $0.userIDs = [990] }], peer: .unix(userID: 990), identity: admin, ends: true),
        Case(
            testDescription: "a client by AUTH whose user is another one now", former: [client("a")],
            next: [client("a"), client("b") { $0.userIDs = [990] }], peer: .unix(userID: 990),
            identity: identity(client("a")), ends: false),
    ]

    @Test("which connections end with a change of the clients", arguments: cases)
    func ends(_ sample: Case) {
        let (former, next) = (ClientList(sample.former, ownUserID: 990), ClientList(sample.next, ownUserID: 990))
        #expect(ClientChange(from: former, to: next).ends(sample.identity, of: sample.peer) == sample.ends)
    }
}
