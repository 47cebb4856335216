/// One row of the audit, as it is in the database: texts, so that rows of another version are kept and verified too.
public struct AuditRow: Hashable, Sendable {
    /// Counted from 1, without gaps.
    public var id: Int64
    public var time: UnixTime
    public var kind: String
    public var outcome: String
    public var reason: String?
    public var mailbox: String?
    public var source: String?
    public var client: String?
    public var connection: Int64?
    public var request: Int64?
    public var repeats: Int64
    public var detail: String?

    public init(
        id: Int64, time: UnixTime, kind: String, outcome: String, reason: String? = nil, mailbox: String? = nil,
        source: String? = nil, client: String? = nil, connection: Int64? = nil, request: Int64? = nil,
        repeats: Int64 = 1, detail: String? = nil
    ) {
        self.id = id
        self.time = time
        self.kind = kind
        self.outcome = outcome
        self.reason = reason
        self.mailbox = mailbox
        self.source = source
        self.client = client
        self.connection = connection
        self.request = request
        self.repeats = repeats
        self.detail = detail
    }

    /// - Parameter alias: what stands for the name of an unknown mailbox.
    public init(id: Int64, _ event: AuditEvent, alias: (MailboxID) -> String = { _ in AuditRow.unknown }) {
        self.init(
            id: id, time: event.time, kind: event.kind.rawValue, outcome: event.outcome.rawValue,
            reason: event.reason?.text,
            mailbox: event.mailbox.map { event.isMailboxUnknown ? alias($0) : $0.description },
            source: event.source?.token,
            client: event.client, connection: event.connection.map { Int64(truncatingIfNeeded: $0) },
            request: event.request.map { Int64(truncatingIfNeeded: $0) }, repeats: Int64(event.repeats),
            detail: event.details.text)
    }

    /// How an unknown mailbox's alias begins. With a colon behind it, it is no mailbox's name.
    public static let unknown = "unknown"

    /// What a reader is shown, in this order; what the row does not have is left out.
    public var fields: [(key: String, value: String)] {
        let all: [(String, String?)] = [
            ("id", "\(id)"), ("time", time.internetText), ("kind", kind), ("outcome", outcome), ("reason", reason),
            ("mailbox", mailbox), ("source", source), ("client", client), ("connection", connection.map { "\($0)" }),
            ("request", request.map { "\($0)" }), ("repeats", repeats == 1 ? nil : "\(repeats)"), ("detail", detail),
        ]
        return all.compactMap { key, value in value.map { (key, $0) } }
    }
}
