import VoicemailModel
import Wire

/// What a session answers by itself. Who may ask what, the core decides.
extension SessionStateMachine {
    /// What becomes of a request when its turn comes.
    enum Judgement {
        /// It is for the runner to answer.
        case request(Request)
        /// The session answers: it knows by itself, or nobody has said who asks.
        case reply(Reply)
    }

    mutating func judged(_ request: Request) -> Judgement {
        guard identity != nil else { return judgedUnidentified(request) }
        return ownReply(to: request).map { .reply($0) } ?? .request(request)
    }

    /// Before a connection has a name it may find out what this is and say who it is; what Redis clients say about
    /// themselves when they connect does no harm.
    private mutating func judgedUnidentified(_ request: Request) -> Judgement {
        guard request.command.needsNoName else {
            return .reply(.failure(.notAuthenticated("say who you are first: AUTH name secret")))
        }
        return ownReply(to: request).map { .reply($0) } ?? .request(request)
    }

    /// The reply to what a session knows by itself.
    private mutating func ownReply(to request: Request) -> Reply? {
        switch request {
        case .whoAmI: return identity.map { .whoAmI(name: $0.name, role: $0.role) }
        case .help(let topic): return .help(topic)
        case .acknowledge: return .ok
        case .hello(let hello): return greet(hello)
        case .replication: return .info([("replication", "role:master")])
        case .invalid(let command, let error) where command.operation == nil: return .failure(error)
        case .authenticate where authentication != nil:
            return .failure(.notAuthenticated("another AUTH of this connection is being checked"))
        case .ping, .quit, .info, .authenticate, .access, .verify, .change, .checkPIN, .settings, .prompts, .prompt,
            .announce, .messages, .add, .set, .remove, .reset, .unlock, .unlockSource, .show, .list, .audit, .key,
            .invalid:
            return nil
        }
    }

    /// The reply to a HELLO that has nothing left to prove. The version that it says is the connection's from now on.
    mutating func greet(_ hello: Hello) -> Reply {
        if let version = hello.version { self.version = version }
        return .hello(
            HelloReply(serverVersion: serverVersion, version: version, connection: connection, form: hello.form))
    }
}

extension Command {
    /// Whether it is answered before it is known who asks.
    fileprivate var needsNoName: Bool {
        switch self {
        case .ping, .quit, .help, .authenticate, .select, .client, .hello: true
        case .info, .whoAmI, .access, .verify, .change, .checkPIN, .settings, .prompt, .prompts, .announce, .messages,
            .add,
            .set, .remove, .reset, .unlock, .show, .list, .audit, .key:
            false
        }
    }
}

extension Request {
    var isAuthentication: Bool {
        if case .authenticate = self { true } else { false }
    }
}
