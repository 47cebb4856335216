import Access
import Testing
import VoicemailModel

@Suite("Who may ask what", .timeLimit(.minutes(1)))
struct AuthorizationTests {
    private static let limited = ConnectionIdentity(name: "acme", role: .admin, contexts: ["acme", "ajax"])

    @Test("a role may ask what is meant for it, and no more", arguments: Role.allCases, Operation.allCases)
    func roles(role: Role, operation: Operation) {
        let isWithin: Bool
        switch operation.role {
        case .admin: isWithin = role == .admin
        case .frontend: isWithin = role != .monitor
        case .monitor: isWithin = true
        }
        let objection = Authorization(ConnectionIdentity(unnamed: role)).objection(to: operation)
        #expect((objection == nil) == isWithin)
        if !isWithin { #expect(objection == "\(operation.rawValue) is for the role \(operation.role.rawValue)") }
    }

    @Test("who sees some contexts may not ask what tells of all", arguments: Operation.allCases)
    func contexts(operation: Operation) {
        let tellsOfAll: Set<Operation> = [.information, .key, .audit]
        let objection = Authorization(Self.limited).objection(to: operation)
        #expect((objection != nil) == tellsOfAll.contains(operation))
    }

    @Test("a mailbox of another context gives way to its shadow, and is not to be added")
    func shadows() throws {
        let (own, other) = (try #require(MailboxID("1@ajax")), try #require(MailboxID("1@globex")))
        let limited = Authorization(Self.limited)
        #expect(limited.seen(own) == own && limited.seen(other) == other.shadow)
        #expect(limited.objection(toAdding: own) == nil)
        #expect(limited.objection(toAdding: other) == "this client may add mailboxes only in its own contexts")
        let all = Authorization(ConnectionIdentity(unnamed: .admin))
        #expect(all.seen(other) == other && all.objection(toAdding: other) == nil)
    }

    @Test("sources are a client's own where it sees some contexts, and everybody's else")
    func sources() throws {
        let source = try #require(Source("+1"))
        #expect(Authorization(Self.limited).own(source) == source.owned(by: "acme"))
        #expect(Authorization(ConnectionIdentity(unnamed: .frontend)).own(source) == source)
        #expect(Authorization(Self.limited).own(nil) == nil)
    }

    @Test("a client's word that a device is authenticated counts where that is allowed", arguments: [false, true])
    func trust(isAllowed: Bool) {
        let authorization = Authorization(ConnectionIdentity(name: "x", role: .frontend, isTrusted: isAllowed))
        #expect(authorization.isTrusted(claiming: true) == isAllowed)
        #expect(!authorization.isTrusted(claiming: false))
    }

    @Test("how many mailboxes are locked, admins alone may know", arguments: Role.allCases)
    func lockedMailboxes(role: Role) {
        #expect(Authorization(ConnectionIdentity(unnamed: role)).mayCountLockedMailboxes == (role == .admin))
    }
}
