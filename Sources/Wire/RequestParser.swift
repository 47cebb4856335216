import VoicemailModel

/// Makes a request of a command's tokens, or says what is wrong with them.
///
/// Errors say what is accepted and never what was sent: a caller may have typed a PIN anywhere.
struct RequestParser: ~Copyable {
    let command: Command
    let tokens: RequestTokens
    let form: RequestForm

    init(command: Command, tokens: consuming RequestTokens, form: RequestForm) {
        self.command = command
        self.tokens = tokens
        self.form = form
    }

    /// Arguments after the command word.
    var count: Int { tokens.count - 1 }

    /// The argument at `index`, counted from 0.
    subscript(index: Int) -> ByteView { tokens[index + 1] }

    func parse() throws(ReplyError) -> Request {
        guard tokens.isComplete else { throw usage }
        switch command {
        case .ping:
            try expect(0...1)
            return .ping(text: count == 0 ? nil : try text(at: 0))
        case .quit: return try alone(.quit)
        case .info:
            try expect(0...1)
            guard count == 1 else { return .info }
            guard self[0].isWord("REPLICATION") else { throw usage }
            return .replication
        case .whoAmI: return try alone(.whoAmI)
        case .prompts: return try alone(.prompts)
        case .help:
            try expect(0...1)
            return .help(topic: count == 0 ? nil : try topic(at: 0))
        case .authenticate: return try authenticate()
        case .select: return try select()
        case .client: return try client()
        case .hello: return try hello()
        case .access: return try access()
        case .settings: return .settings(try onlyMailbox())
        case .remove:
            try expect(1...1)
            return .remove(try anyMailbox(at: 0))
        case .unlock: return try unlock()
        case .show:
            try expect(1...1)
            return .show(try anyMailbox(at: 0))
        case .verify: return try verify()
        case .change: return try change()
        case .checkPIN: return try checkPIN()
        case .prompt: return try prompt()
        case .announce: return try announce()
        case .messages: return try messages()
        case .add: return try add()
        case .set: return try set()
        case .reset: return try reset()
        case .list: return try list()
        case .audit: return try audit()
        case .key: return try key()
        }
    }

    var usage: ReplyError { .syntax(usage: command.manual.usage) }

    func expect(_ counts: ClosedRange<Int>) throws(ReplyError) {
        guard counts.contains(count) else { throw usage }
    }

    /// Where the value of the option `word` stands, when that is what comes next.
    func option(_ word: StaticString, _ next: inout Int) -> Int? {
        guard count > next + 1, self[next].isWord(word) else { return nil }
        defer { next += 2 }
        return next + 1
    }

    private func alone(_ request: Request) throws(ReplyError) -> Request {
        try expect(0...0)
        return request
    }

    private func onlyMailbox() throws(ReplyError) -> MailboxID {
        try expect(1...1)
        return try mailbox(at: 0)
    }

    // MARK: Callers

    /// `mailbox [FROM source [TRUSTED]]`: the word stands with the source that it is about.
    private func access() throws(ReplyError) -> Request {
        guard count == 1 || count == 3 || count == 4 else { throw usage }
        guard count == 1 || self[1].isWord("FROM"), count < 4 || self[3].isWord("TRUSTED") else { throw usage }
        let mailbox = try mailbox(at: 0)
        let source: Source? = if count > 1 { try self.source(at: 2) } else { nil }
        return .access(mailbox, source: source, isTrusted: count == 4)
    }

    private func verify() throws(ReplyError) -> Request {
        let source = try sourceOption(at: 2)
        return .verify(try mailbox(at: 0), candidate: secret(at: 1), source: source)
    }

    private func change() throws(ReplyError) -> Request {
        let source = try sourceOption(at: 3)
        return .change(try mailbox(at: 0), old: secret(at: 1), new: secret(at: 2), source: source)
    }

    /// `[FROM source]` behind `index` arguments.
    private func sourceOption(at index: Int) throws(ReplyError) -> Source? {
        if count == index { return nil }
        guard count == index + 2, self[index].isWord("FROM") else { throw usage }
        return try source(at: index + 1)
    }

    private func checkPIN() throws(ReplyError) -> Request {
        guard count == 1 || count == 3 && self[1].isWord("FOR") else { throw usage }
        return .checkPIN(secret(at: 0), for: count == 3 ? try mailbox(at: 2) : nil)
    }

    private func prompt() throws(ReplyError) -> Request {
        try expect(3...3)
        if self[1].isWord("FOR") {
            return .prompt(id: try promptID(at: 0), .mailbox(try mailbox(at: 2)))
        }
        guard self[1].isWord("IN") else { throw usage }
        return .prompt(id: try promptID(at: 0), .languages(try languages(at: 2)))
    }

    /// `new [saved] FOR mailbox` or `new [saved] IN language`.
    private func messages() throws(ReplyError) -> Request {
        try expect(3...4)
        let isForMailbox = self[count - 2].isWord("FOR")
        guard isForMailbox || self[count - 2].isWord("IN") else { throw usage }
        let new = try messageCount(at: 0, field: "new")
        let saved: Int? = if count == 4 { try messageCount(at: 1, field: "saved") } else { nil }
        guard let counts = MessageCounts(new: new, saved: saved) else { throw usage }
        guard isForMailbox else {
            return .messages(counts, .languages([try language(self[count - 1], field: "language")]))
        }
        return .messages(counts, .mailbox(try mailbox(at: count - 1)))
    }
}
