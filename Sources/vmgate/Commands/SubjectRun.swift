import LineClient
import VoicemailModel

/// What an admin's command is done to.
enum Subject {
    case mailbox(String)
    case source(String)

    /// As it is called in a sentence.
    var text: String {
        switch self {
        case .mailbox(let name): "mailbox \(name)"
        case .source(let token): "source \(token)"
        }
    }

    /// Its name alone.
    var name: String {
        switch self {
        case .mailbox(let name), .source(let name): name
        }
    }

    var member: (key: String, value: JSONText) {
        switch self {
        case .mailbox(let name): ("mailbox", .string(name))
        case .source(let token): ("source", .string(token))
        }
    }

    /// For the sentence of an error that is about a mailbox.
    var mailbox: String? {
        if case .mailbox(let name) = self { name } else { nil }
    }
}

/// One command that is done to one mailbox or source, or to several, one after another: one that is refused does not stop the
/// rest.
struct SubjectRun {
    /// What is asked of the server about one of them.
    struct Request {
        var arguments: [LineArgument]
        /// The word of the reply when it was done.
        var word: String
        var report: (ReplyLine) -> Report
    }

    /// What came of it.
    struct Report {
        /// The word for JSON.
        var result: String
        var sentence: String
        /// What must be known when the sentence cannot be printed: the server has done it all the same.
        var unshown: String
    }

    let server: AdminConnection
    let admin: AdminOptions
    let subjects: [Subject]

    /// With several, standard output gets a line for each that was done, or one array of JSON; standard error has a sentence for
    /// each that failed, and at the end which they were.
    func run(_ request: (Subject) -> Request) throws {
        guard subjects.count > 1 else {
            for subject in subjects { try ask(request(subject), about: subject) }
            return
        }
        if admin.json { try StandardOutput.write("[") }
        var failed: [Subject] = []
        for (index, subject) in subjects.enumerated() {
            do throws(CommandFailure) {
                if admin.json, index > 0 { try StandardOutput.write(",\n") }
                if try !askNext(request(subject), about: subject) { failed.append(subject) }
            } catch {
                // There is no server to ask, or nobody to tell.
                throw CommandFailure("\(error)\(Self.rest(subjects[(index + 1)...], failed))", code: error.code)
            }
        }
        if admin.json { try StandardOutput.write("]\n") }
        guard !failed.isEmpty else { return }
        throw CommandFailure("\(failed.count) of \(subjects.count) failed: \(Self.names(failed)).")
    }

    private func ask(_ request: Request, about subject: Subject) throws(CommandFailure) {
        let reply = try server.ask(request.arguments, about: subject.mailbox, expecting: [request.word])
        let report = request.report(reply)
        try admin.report(report.result, reply, report.sentence, unshown: report.unshown)
    }

    /// One of several. False when it was refused, which is told by then.
    private func askNext(_ request: Request, about subject: Subject) throws(CommandFailure) -> Bool {
        let reply: ReplyLine
        do {
            reply = try server.client.call(request.arguments)
        } catch {
            throw CommandFailure(
                "\(subject.text) may have been done or not: \(error)", code: CommandFailure(error).code)
        }
        guard reply.ok, reply.word == request.word else {
            try tell(failureOf: subject, reply)
            return false
        }
        let report = request.report(reply)
        let members = [("result", JSONText.string(report.result))] + reply.members
        do {
            try StandardOutput.write(
                admin.json ? JSONText.object(members).text : TerminalText.cleanedLines(report.sentence) + "\n")
        } catch {
            throw CommandFailure("standard output cannot be written, but \(report.unshown)")
        }
        return true
    }

    private func tell(failureOf subject: Subject, _ reply: ReplyLine) throws(CommandFailure) {
        let failure =
            reply.ok ? AdminConnection.unexpected : CommandFailure(refusal: reply, mailbox: subject.mailbox)
        guard admin.json else {
            let prefix = failure.description.contains(subject.text) ? "" : "\(subject.text): "
            return StandardError.write("vmgate: \(TerminalText.cleaned("\(prefix)\(failure)"))\n")
        }
        let error: [(key: String, value: JSONText)] = [
            ("code", .string(failure.code)), ("message", .string(failure.description)),
        ]
        let members = [("result", JSONText.string("failed")), subject.member, ("error", .object(error))]
        try StandardOutput.write(JSONText.object(members).text)
    }

    /// What is to be known besides, when it ends before its end.
    private static func rest(_ left: ArraySlice<Subject>, _ failed: [Subject]) -> String {
        (left.isEmpty ? "" : " Not done: \(names(left)).") + (failed.isEmpty ? "" : " Failed: \(names(failed)).")
    }

    private static func names(_ subjects: some Collection<Subject>) -> String {
        subjects.map(\.name).joined(separator: ", ")
    }
}
