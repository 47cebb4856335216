import NIOCore
import VoicemailModel
import Wire

/// What a decoder makes of bytes that arrive in these chunks, one line for each result. Secrets are shown: that they got
/// through unchanged is what is tested.
func decode(_ chunks: [[UInt8]], ending: Bool = false, mustOpenWithCommand: Bool = false) -> [String] {
    var decoder = RequestDecoder(mustOpenWithCommand: mustOpenWithCommand)
    var results: [String] = []
    for chunk in chunks {
        decoder.append(ByteBuffer(bytes: chunk))
        while let decoded = decoder.next() { results.append(transcript(of: decoded)) }
    }
    if ending, let decoded = decoder.finish() { results.append(transcript(of: decoded)) }
    return results
}

func decode(_ text: String, ending: Bool = false, mustOpenWithCommand: Bool = false) -> [String] {
    decode([Array(text.utf8)], ending: ending, mustOpenWithCommand: mustOpenWithCommand)
}

/// The array form of a request.
func array(_ elements: [UInt8]...) -> [UInt8] {
    elements.reduce(into: Array("*\(elements.count)\r\n".utf8)) { bytes, element in
        bytes += Array("$\(element.count)\r\n".utf8) + element + Array("\r\n".utf8)
    }
}

func array(_ elements: String...) -> [UInt8] {
    elements.reduce(into: Array("*\(elements.count)\r\n".utf8)) { bytes, element in
        bytes += Array("$\(element.utf8.count)\r\n\(element)\r\n".utf8)
    }
}

func line(_ reply: Reply, tag: String? = nil) -> String {
    var buffer = ByteBuffer()
    reply.write(to: &buffer, tag: tag.flatMap { Tag($0) })
    return String(buffer: buffer)
}

func transcript(of decoded: DecodedRequest) -> String {
    switch decoded {
    case .request(let tag, let request): prefix(tag) + transcript(of: request)
    case .rejected(let tag, let error, _): prefix(tag) + String(line(.failure(error)).dropLast())
    case .malformed(let error, let tag): prefix(tag) + "malformed " + String(line(.failure(error)).dropLast())
    }
}

private func prefix(_ tag: Tag?) -> String {
    tag.map { "@\($0) " } ?? ""
}

func reveal(_ secret: SecretBytes) -> String {
    secret.withUnsafeBytes { bytes in
        String(validating: bytes, as: UTF8.self) ?? bytes.map { String($0, radix: 16) }.joined(separator: " ")
    }
}

private func transcript(of request: Request) -> String {
    switch request {
    case .ping(let text): "ping(\(text ?? "-"))"
    case .quit: "quit"
    case .help(let topic): "help(\(topic?.manual.name ?? "-"))"
    case .info: "info"
    case .whoAmI: "whoami"
    case .replication: "replication"
    case .authenticate(let name, let secret, let hello):
        "auth(\(name), \(reveal(secret))\(hello.map { ", then \(transcript(of: $0))" } ?? ""))"
    case .acknowledge: "acknowledge"
    case .hello(let hello): transcript(of: hello)
    case .access(let mailbox, let source, let isTrusted):
        "access(\(mailbox)\(source.map { " from \($0)" } ?? "")\(isTrusted ? " trusted" : ""))"
    case .verify(let mailbox, let candidate, let source):
        "verify(\(mailbox), \(reveal(candidate)), \(source?.token ?? "-"))"
    case .change(let mailbox, let old, let new, let source):
        "change(\(mailbox), \(reveal(old)), \(reveal(new)), \(source?.token ?? "-"))"
    case .checkPIN(let pin, let mailbox): "checkpin(\(reveal(pin))\(mailbox.map { " for \($0)" } ?? ""))"
    case .settings(let mailbox): "settings(\(mailbox))"
    case .prompts: "prompts"
    case .prompt(let id, .mailbox(let mailbox)): "prompt(\(id), for \(mailbox))"
    case .prompt(let id, .languages(let languages)):
        "prompt(\(id), in \(languages.map(\.text).joined(separator: " ")))"
    case .announce(let moment, .mailbox(let mailbox), let isRelative, let caller):
        "announce(\(moment.milliseconds), for \(mailbox)\(isRelative ? ", relative" : "")\(transcript(of: caller)))"
    case .announce(let moment, .language(let language, let clock, let zone), let isRelative, let caller):
        "announce(\(moment.milliseconds), in \(language), \(clock.rawValue), \(zone?.name ?? "-")"
            + "\(isRelative ? ", relative" : "")\(transcript(of: caller)))"
    case .messages(let counts, let audience):
        "messages(\(counts.new), \(counts.saved.map { "\($0)" } ?? "-"), \(transcript(of: audience)))"
    case .add(let mailbox, let pin, let fields, let mustChange):
        "add(\(mailbox), \(transcript(of: pin)), \(transcript(of: fields))\(transcript(ofMustChange: mustChange)))"
    case .set(let mailbox, let fields, let pin):
        "set(\(mailbox), \(transcript(of: fields)), \(pin.encodedHash ?? "-")\(transcript(ofMustChange: pin.mustChange)))"
    case .remove(let mailbox): "remove(\(mailbox))"
    case .reset(let mailbox, let pin): "reset(\(mailbox), \(transcript(of: pin)))"
    case .unlock(let mailbox): "unlock(\(mailbox))"
    case .unlockSource(let source): "unlock(source \(source))"
    case .show(let mailbox): "show(\(mailbox))"
    case .list(let query): transcript(of: query)
    case .audit(let query):
        "audit(\(query.after.map { "\($0)" } ?? "-"), \(query.count), \(query.mailbox?.description ?? "-"),"
            + " \(query.source?.token ?? "-"), \(query.since.map { "\($0.milliseconds)" } ?? "-")"
            + [query.kind?.rawValue, query.outcome?.rawValue, query.client?.text].compactMap { $0.map { ", \($0)" } }
            .joined() + ")"
    case .key(let request): "key(\(request))"
    case .invalid(let command, let error): "invalid(\(command.manual.name), \(error))"
    }
}

private func transcript(of audience: PromptAudience) -> String {
    switch audience {
    case .mailbox(let mailbox): "for \(mailbox)"
    case .languages(let languages): "in \(languages.map(\.text).joined(separator: " "))"
    }
}

private func transcript(of hello: Hello) -> String {
    "hello(\(hello.version.map { "\($0.rawValue)" } ?? "-"))"
}

private func transcript(of query: MailboxQuery) -> String {
    let wanted = query.conditions
    let conditions = [
        wanted.isLocked ? "locked" : nil, wanted.hasNoPIN ? "no PIN" : nil, wanted.mustChange ? "must change" : nil,
        wanted.context.map { "in \($0)" }, wanted.language.map { "speaks \($0)" },
        query.wantsFields ? "fields" : nil,
    ].compactMap { $0.map { ", \($0)" } }.joined()
    return "list(\(query.after?.description ?? "-"), \(query.count)\(conditions))"
}

private func transcript(of caller: MessageCaller?) -> String {
    switch caller {
    case .number(let number): ", caller \(number.text)"
    case .withheld: ", caller withheld"
    case nil: ""
    }
}

private func transcript(ofMustChange mustChange: Bool?) -> String {
    mustChange.map { ", must change \($0)" } ?? ""
}

private func transcript(of pin: NewPIN) -> String {
    switch pin {
    case .noPIN: "no PIN"
    case .generate: "generate"
    case .chosen(let secret): "PIN \(reveal(secret))"
    case .encoded(let hash): "hash \(hash)"
    }
}

private func transcript(of fields: [SettingAssignment]) -> String {
    let texts = fields.map { field in
        switch field {
        case .requiresPIN(let value): "requiresPIN=\(value)"
        case .language(let value): "language=\(value?.text ?? "nil")"
        case .clock(let value): "clock=\(value.rawValue)"
        case .notifies(let value): "notifies=\(value)"
        case .timeZone(let value): "timeZone=\(value?.name ?? "nil")"
        case .email(let value): "email=\(value?.text ?? "nil")"
        }
    }
    return "[\(texts.joined(separator: " "))]"
}
