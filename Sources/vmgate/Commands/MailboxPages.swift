import LineClient

/// The mailboxes of a running server, asked for page by page.
struct MailboxPages {
    let server: AdminConnection
    /// WHERE and what comes after it.
    let conditions: [LineArgument]
    /// Whether more than names is wanted.
    let wantsFields: Bool

    func forEach(after start: String?, _ body: ([MailboxRow]) throws -> Void) throws {
        var next = start
        repeat {
            let reply = try server.ask(request(after: next), expecting: ["LIST"])
            let rows = try rows(of: reply)
            if !rows.isEmpty { try body(rows) }
            // A page may be empty and not be the last: not all that was looked at was wanted. No page leads back to itself.
            next = reply["next"] == next ? nil : reply["next"]
        } while next != nil
    }

    private func request(after mailbox: String?) -> [LineArgument] {
        ["LIST"] + (mailbox.map { ["AFTER", .text($0)] } ?? []) + ["COUNT", wantsFields ? "100" : "1000"] + conditions
            + (wantsFields ? ["FIELDS"] : [])
    }

    private func rows(of reply: ReplyLine) throws(CommandFailure) -> [MailboxRow] {
        guard wantsFields else {
            return (reply["mailboxes"] ?? "").split(separator: ",").map {
                MailboxRow([ReplyLine.Field(key: "mailbox", value: String($0))])
            }
        }
        do {
            return try reply.fields.filter { $0.key == "row" }.map { MailboxRow(try ReplyLine.fields(of: $0.value)) }
        } catch {
            throw CommandFailure("\(error)")
        }
    }
}

/// One mailbox of a list.
struct MailboxRow {
    private let fields: [ReplyLine.Field]

    init(_ fields: [ReplyLine.Field]) {
        self.fields = fields
    }

    /// The fields that a mailbox may have, in the order of the protocol.
    static let keys = [
        "mailbox", "enable_voicemail_pin", "voicemail_prompt", "voicemail_play_datetime", "enable_voicemail_notify",
        "time_zone", "email", "pin_set", "locked", "failures", "retry_after_s", "must_change", "pin_set_at",
        "pin_origin",
        "pin_expires_at",
    ]

    subscript(key: String) -> String? { fields.first { $0.key == key }?.value }

    var name: String { self["mailbox"] ?? "" }

    /// What it has of each of the keys; empty where it has nothing.
    var values: [String] { Self.keys.map { self[$0] ?? "" } }

    var members: [(key: String, value: JSONText)] {
        ReplyLine(ok: true, word: "LIST", fields: fields).members
    }
}
