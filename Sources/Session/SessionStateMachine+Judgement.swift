import VoicemailModel
import Wire

/// Who may ask what.
extension SessionStateMachine {
    /// What becomes of a request when its turn comes.
    enum Judgement {
        /// It is for the runner to answer.
        case request(Request)
        /// The session answers: it knows by itself, or this connection may not ask.
        case reply(Reply)
    }

    mutating func judged(_ request: Request) -> Judgement {
        guard let identity else { return judgedUnidentified(request) }
        let command = request.command
        guard identity.role.includes(command.role) else {
            let sentence = "\(command.manual.name) is for the role \(command.role.rawValue)"
            return .reply(.failure(.notPermitted(sentence)))
        }
        if let reply = ownReply(to: request) { return .reply(reply) }
        switch request.scoped(to: identity) {
        case .success(let request): return .request(request)
        case .failure(let error): return .reply(.failure(error))
        }
    }

    /// Before a connection has a name it may find out what this is and say who it is; what Redis clients say about
    /// themselves when they connect does no harm.
    private mutating func judgedUnidentified(_ request: Request) -> Judgement {
        switch request {
        case .ping, .quit, .help, .authenticate, .acknowledge, .hello:
            return ownReply(to: request).map { .reply($0) } ?? .request(request)
        case .info, .replication, .whoAmI, .access, .verify, .change, .checkPIN, .settings, .prompts, .prompt,
            .announce, .add, .set, .remove, .reset, .unlock, .unlockSource, .show, .list, .audit, .key:
            return .reply(.failure(.notAuthenticated("say who you are first: AUTH name secret")))
        }
    }

    /// The reply to what a session knows by itself.
    private mutating func ownReply(to request: Request) -> Reply? {
        switch request {
        case .whoAmI: return identity.map { .whoAmI(name: $0.name, role: $0.role) }
        case .help(let topic): return .help(topic)
        case .acknowledge: return .ok
        case .hello(let hello): return greet(hello)
        case .replication: return .info([("replication", "role:master")])
        case .authenticate where authentication != nil:
            return .failure(.notAuthenticated("another AUTH of this connection is being checked"))
        case .ping, .quit, .info, .authenticate, .access, .verify, .change, .checkPIN, .settings, .prompts, .prompt,
            .announce, .add, .set, .remove, .reset, .unlock, .unlockSource, .show, .list, .audit, .key:
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

extension Role {
    /// Whether this role may do what needs `other`.
    func includes(_ other: Role) -> Bool {
        switch (self, other) {
        case (.admin, _), (.frontend, .frontend), (.frontend, .monitor), (.monitor, .monitor): true
        case (.frontend, .admin), (.monitor, .frontend), (.monitor, .admin): false
        }
    }
}

extension Request {
    var isAuthentication: Bool {
        if case .authenticate = self { true } else { false }
    }
}
