import VoicemailModel

extension RequestParser {
    /// The options come in this order, each at most once.
    func audit() throws(ReplyError) -> Request {
        var query = AuditQuery()
        var next = 0
        if let index = option("AFTER", &next) { query.after = try rowNumber(at: index) }
        if let index = option("COUNT", &next) { query.count = try auditPageSize(at: index) }
        if let index = option("MAILBOX", &next) { query.mailbox = try mailbox(at: index) }
        if let index = option("SOURCE", &next) { query.source = try source(at: index) }
        if let index = option("SINCE", &next) { query.since = try timestamp(at: index) }
        guard count == next else { throw usage }
        return .audit(query)
    }

    /// Where the value of the option `word` stands, when that is what comes next.
    private func option(_ word: StaticString, _ next: inout Int) -> Int? {
        guard count > next + 1, self[next].isWord(word) else { return nil }
        defer { next += 2 }
        return next + 1
    }

    private func rowNumber(at index: Int) throws(ReplyError) -> Int64 {
        guard let number = self[index].canonicalNumber else {
            throw .badValue(field: "row", "a row is a number from 0 on; AUDIT says which is the next")
        }
        return number
    }

    private func auditPageSize(at index: Int) throws(ReplyError) -> Int {
        guard let number = self[index].canonicalNumber, let count = Int(exactly: number),
            Limits.auditPage.contains(count)
        else {
            throw .badValue(
                field: "count", "a page has \(Limits.auditPage.lowerBound) to \(Limits.auditPage.upperBound) rows")
        }
        return count
    }
}
