import LineClient
import StoreSQLite
import VoicemailModel
import Wire

/// The audit's rows, asked of a running server, or read from its database when none runs.
struct AuditRows {
    private enum Origin {
        case server(AdminConnection)
        case file(SQLiteAuditFile)
    }

    /// What a page brings to be shown.
    struct Page {
        var rows: [ShownRow]
        var last: Int64
        var hasMore: Bool
    }

    private let origin: Origin

    /// - Parameter database: where to look, whatever a server says; nil is the server, and when none answers where the settings
    ///   say.
    init(_ admin: AdminOptions, database: String?) throws(CommandFailure) {
        if database == nil, let server = try admin.connectIfRunning() {
            origin = .server(server)
            return
        }
        do {
            origin = .file(try SQLiteAuditFile(path: try database ?? admin.database()))
        } catch let error as CommandFailure {
            throw error
        } catch {
            throw CommandFailure(database == nil ? "no server answers, and \(error)." : "\(error).")
        }
    }

    func page(_ query: AuditQuery) throws(CommandFailure) -> Page {
        switch origin {
        case .server(let server): return try page(query, of: server)
        case .file(let file):
            do {
                let page = try file.page(query)
                return Page(rows: page.rows.map { ShownRow($0) }, last: page.last, hasMore: page.hasMore)
            } catch {
                throw CommandFailure("\(error).")
            }
        }
    }

    /// Whether there is such a mailbox, or any row about it.
    func knows(_ mailbox: MailboxID) throws(CommandFailure) -> Bool {
        guard try !isThere(mailbox) else { return true }
        var query = AuditQuery(count: 1, mailbox: mailbox)
        while true {
            let page = try page(query)
            guard page.rows.isEmpty, page.hasMore else { return !page.rows.isEmpty }
            query.after = page.last
        }
    }

    private func isThere(_ mailbox: MailboxID) throws(CommandFailure) -> Bool {
        switch origin {
        case .server(let server):
            do {
                _ = try server.ask(["SETTINGS", .text(mailbox.description)], expecting: ["SETTINGS"])
                return true
            } catch {
                guard error.code == "NOMAILBOX" else { throw error }
                return false
            }
        case .file(let file):
            do {
                return try file.hasMailbox(mailbox)
            } catch {
                throw CommandFailure("\(error).")
            }
        }
    }

    private func page(_ query: AuditQuery, of server: AdminConnection) throws(CommandFailure) -> Page {
        var request: [LineArgument] = ["AUDIT"]
        if let after = query.after { request += ["AFTER", .text("\(after)")] }
        request += ["COUNT", .text("\(query.count)")]
        if let mailbox = query.mailbox { request += ["MAILBOX", .text(mailbox.description)] }
        if let source = query.source { request += ["SOURCE", .text(source.token)] }
        if let since = query.since { request += ["SINCE", .text("\(since.seconds)")] }
        if let kind = query.kind { request += ["KIND", .text(kind.rawValue)] }
        if let outcome = query.outcome { request += ["OUTCOME", .text(outcome.rawValue)] }
        if let client = query.client { request += ["CLIENT", .text(client.text)] }
        let reply = try server.ask(request, expecting: ["AUDIT"])
        var rows: [ShownRow] = []
        for field in reply.fields where field.key == "row" {
            do {
                rows.append(ShownRow(try ReplyLine.fields(of: field.value)))
            } catch {
                throw CommandFailure("\(error)")
            }
        }
        guard let last = reply["next"].flatMap({ Int64($0) }) else {
            throw CommandFailure("the server's answer does not fit the request: is it another version?")
        }
        return Page(rows: rows, last: last, hasMore: reply["more"] == "true")
    }
}

/// One row as it is shown, wherever it comes from.
struct ShownRow {
    private let fields: [(key: String, value: String)]

    init(_ row: AuditRow) {
        fields = row.fields
    }

    init(_ fields: [ReplyLine.Field]) {
        self.fields = fields.map { ($0.key, $0.value) }
    }

    var time: UnixTime? {
        fields.first { $0.key == "time" }.flatMap { UnixTime(timestamp: $0.value) }
    }

    /// Row, time, what and how it ended, then the rest with its names.
    var line: String {
        let named = fields.dropFirst(4).map { "\($0.key)=\($0.value)" }
        return TerminalText.cleaned((fields.prefix(4).map(\.value) + named).joined(separator: "  "))
    }

    var members: [(key: String, value: JSONText)] {
        let numbers: Set = ["id", "connection", "request", "repeats"]
        return fields.map { key, value in
            (key, numbers.contains(key) ? Int(value).map { .number($0) } ?? .string(value) : .string(value))
        }
    }
}
