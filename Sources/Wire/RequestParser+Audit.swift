import VoicemailModel

extension RequestParser {
    /// The options come in this order, each at most once.
    func audit() throws(ReplyError) -> Request {
        var query = AuditQuery()
        var next = 0
        if let index = option("AFTER", &next) { query.after = try rowNumber(at: index) }
        if let index = option("COUNT", &next) {
            query.count = try pageSize(at: index, in: Limits.auditPage, of: "rows")
        }
        if let index = option("MAILBOX", &next) { query.mailbox = try anyMailbox(at: index) }
        if let index = option("SOURCE", &next) { query.source = try source(at: index) }
        if let index = option("SINCE", &next) { query.since = try timestamp(at: index) }
        guard count == next else { throw usage }
        return .audit(query)
    }

    private func rowNumber(at index: Int) throws(ReplyError) -> Int64 {
        guard let number = self[index].canonicalNumber else {
            throw .badValue(field: "row", "a row is a number from 0 on; AUDIT says which is the next")
        }
        return number
    }
}
