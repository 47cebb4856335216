import Access
import Session
import VoicemailModel
import Wire

/// Runs what a session decides, as the server does, and notes it: `+…` and `-…` are replies written, `run …` a request that
/// started, `close` the end. Commands that hash or store run until `finish` is called; all others are answered at once.
struct SessionRunner {
    var session: SessionStateMachine
    private(set) var log: [String] = []
    private var running: [String: RequestNumber] = [:]

    init(role: Role = .frontend, pipelineLimit: Int = 1024) {
        self.init(ConnectionIdentity(name: "test", role: role), pipelineLimit: pipelineLimit)
    }

    init(_ identity: ConnectionIdentity?, pipelineLimit: Int = 1024) {
        session = SessionStateMachine(identity: identity, pipelineLimit: pipelineLimit, serverVersion: "1.0")
        session.connection = 7
    }

    /// What was noted since the last call.
    mutating func take() -> [String] {
        defer { log = [] }
        return log
    }

    mutating func send(_ requests: String...) {
        for request in requests { receive(Self.decoded(request)) }
    }

    mutating func receive(_ decoded: DecodedRequest) {
        if let step = session.receive(decoded) { perform(step) }
        drive()
    }

    /// The reply of a request that runs, named as in the log, is ready: `OK` and its name.
    mutating func finish(_ name: String) {
        if let number = running.removeValue(forKey: name) { session.finish(number, .text("OK \(name)")) }
        drive()
    }

    /// The AUTH that runs was right for `identity`, or wrong when nil.
    mutating func finishAuthentication(as identity: ConnectionIdentity?) {
        guard let number = running.removeValue(forKey: "AUTH") ?? running.removeValue(forKey: "HELLO") else {
            return drive()
        }
        if let identity { session.authenticated(number, as: identity) }
        session.finish(number, identity == nil ? .failure(.notAuthenticated("wrong")) : .ok)
        drive()
    }

    mutating func inputEnded() {
        session.inputEnded()
        drive()
    }

    mutating func drainStarted() {
        session.drainStarted()
        drive()
    }

    mutating func idleTimerFired() {
        session.idleTimerFired()
        drive()
    }

    mutating func connectionLost() {
        let numbers = session.connectionLost()
        let names = running.filter { numbers.contains($0.value) }.keys.sorted()
        log.append("lost \(names.joined(separator: ", "))")
        drive()
    }

    private mutating func drive() {
        while let step = session.next() { perform(step) }
    }

    private mutating func perform(_ step: SessionStep) {
        switch step {
        case .write(let tag, let reply): log.append(Self.text(of: reply, tag))
        case .close: log.append("close")
        case .answer(let tag, let request):
            if runs(request) {
                note(request, session.begin(tag, request))
            } else {
                log.append(Self.text(of: answer(request), tag))
            }
        case .start(let number, let request):
            if runs(request) {
                note(request, number)
            } else {
                session.finish(number, answer(request))
            }
        }
    }

    private mutating func note(_ request: Request, _ number: RequestNumber) {
        let name = Self.name(of: request)
        log.append("run \(name)")
        running[name] = number
    }

    /// `VERIFY a 1` is the first VERIFY of mailbox `a`: the number is its PIN, and tells it from others.
    private static func name(of request: Request) -> String {
        switch request {
        case .verify(let mailbox, let candidate, _): "\(mailbox)\(reveal(candidate))"
        case .change(let mailbox, let old, _, _): "change \(mailbox)\(reveal(old))"
        case .add(let mailbox, _, _, _): "add \(mailbox)"
        default: request.command.manual.name
        }
    }

    /// Why whoever asks may not, as the core says.
    private func objection(to request: Request) -> String? {
        guard let identity = session.identity, let operation = request.command.operation else { return nil }
        return Authorization(identity).objection(to: operation)
    }

    private func runs(_ request: Request) -> Bool {
        switch request {
        case .authenticate: true
        case .verify, .change, .add, .key: objection(to: request) == nil
        default: false
        }
    }

    private func answer(_ request: Request) -> Reply {
        if let objection = objection(to: request) { return .failure(.notPermitted(objection)) }
        return Self.answer(request)
    }

    private static func answer(_ request: Request) -> Reply {
        switch request {
        case .ping(let text): text.map { .text($0) } ?? .pong
        case .settings(let mailbox), .access(let mailbox, _, _), .show(let mailbox): .text("about \(mailbox)")
        case .info: .text("information")
        case .list: .text("list")
        case .invalid(_, let error): .failure(error)
        default: .failure(.internalDefect(id: request.command.manual.name))
        }
    }

    private static func reveal(_ secret: SecretBytes) -> String {
        secret.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    private static func text(of reply: Reply, _ tag: Tag?) -> String {
        let prefix = tag.map { "@\($0) " } ?? ""
        return switch reply {
        case .pong: "+\(prefix)PONG"
        case .ok: "+\(prefix)OK"
        case .text(let text): "+\(prefix)\(text)"
        case .whoAmI(let name, let role): "+\(prefix)WHOAMI \(name) \(role.rawValue)"
        case .help: "+\(prefix)HELP"
        case .info(let entries): "+\(prefix)INFO \(entries.map { "\($0.key)=\($0.value)" }.joined(separator: " "))"
        case .hello(let hello):
            hello == HelloReply(serverVersion: "1.0", version: .three, connection: 7, form: .array)
                ? "+\(prefix)HELLO 3"
                : hello == HelloReply(serverVersion: "1.0", version: .two, connection: 7, form: .array)
                    ? "+\(prefix)HELLO 2" : "+\(prefix)HELLO ?"
        case .failure(let error): "-\(prefix)\(code(error))"
        default: "+\(prefix)?"
        }
    }

    private static func code(_ error: ReplyError) -> String {
        switch error {
        case .framing, .foreign, .noCommandFirst: "ERR"
        case .unknownCommand: "UNKNOWN"
        case .notAuthenticated: "NOAUTH"
        case .notPermitted: "NOPERM"
        case .noSuchProtocol: "NOPROTO"
        case .badValue: "BADVALUE"
        case .syntax: "SYNTAX"
        default: "?"
        }
    }

    /// A request as the decoder would give it, from words like those of the line form.
    private static func decoded(_ text: String) -> DecodedRequest {
        var words = text.split(separator: " ").map(String.init)
        var tag: Tag?
        if let first = words.first, first.hasPrefix("@") {
            tag = Tag(first.dropFirst())
            words.removeFirst()
        }
        func mailbox() -> MailboxID { MailboxID(words[1])! }
        func secret() -> SecretBytes { SecretBytes(copying: words[2].utf8) }
        switch words[0] {
        case "PING": return .request(tag: tag, .ping(text: words.count > 1 ? words[1] : nil))
        case "QUIT": return .request(tag: tag, .quit)
        case "WHOAMI": return .request(tag: tag, .whoAmI)
        case "INFO": return .request(tag: tag, words.count > 1 ? .replication : .info)
        case "HELP": return .request(tag: tag, .help(topic: nil))
        case "SELECT": return .request(tag: tag, .acknowledge)
        case "HELLO":
            let version = words.count > 1 ? Int(words[1]).flatMap(Hello.Version.init) : nil
            let hello = Hello(version: version, form: .array)
            guard words.count > 2 else { return .request(tag: tag, .hello(hello)) }
            return .request(tag: tag, .authenticate(name: "", secret: SecretBytes(copying: []), then: hello))
        case "AUTH": return .request(tag: tag, .authenticate(name: "", secret: SecretBytes(copying: []), then: nil))
        case "ACCESS": return .request(tag: tag, .access(mailbox(), source: nil, isTrusted: words.count > 4))
        case "SETTINGS": return .request(tag: tag, .settings(mailbox()))
        case "VERIFY": return .request(tag: tag, .verify(mailbox(), candidate: secret(), source: nil))
        case "CHANGE": return .request(tag: tag, .change(mailbox(), old: secret(), new: secret(), source: nil))
        case "ADD": return .request(tag: tag, .add(mailbox(), .noPIN, []))
        case "LIST": return .request(tag: tag, .list(MailboxQuery()))
        case "KEY": return .request(tag: tag, .key(.status))
        case "SHOW": return .request(tag: tag, .show(mailbox()))
        case "SET": return .rejected(tag: tag, .badValue(field: "email", "no address"), of: .set)
        case "PROMPT": return .rejected(tag: tag, .badValue(field: "prompt-id", "no id"), of: .prompt)
        case "malformed": return .malformed(.framing("no request"), tag: tag)
        default: return .rejected(tag: tag, .unknownCommand, of: nil)
        }
    }
}
