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
        if let index = option("KIND", &next) {
            query.kind = try word(at: index, field: "kind", "the kinds are")
        }
        if let index = option("OUTCOME", &next) {
            query.outcome = try word(at: index, field: "outcome", "the outcomes are")
        }
        if let index = option("CLIENT", &next) { query.client = try clientName(at: index) }
        guard count == next else { throw usage }
        return .audit(query)
    }

    /// One of the words that a column of the audit has.
    ///
    /// - Parameter sentence: what comes before the list of them.
    private func word<Word: RawRepresentable<String> & CaseIterable>(
        at index: Int, field: String, _ sentence: String
    ) throws(ReplyError) -> Word {
        guard let word = self[index].printableText.flatMap(Word.init(rawValue:)) else {
            throw .badValue(
                field: field, "\(sentence) " + Word.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return word
    }

    private func clientName(at index: Int) throws(ReplyError) -> ClientName {
        guard let name = self[index].printableText.flatMap({ ClientName($0) }) else {
            throw .badValue(field: "client", "a client's name is 1 to 32 of A-Z a-z 0-9 _ -")
        }
        return name
    }

    private func rowNumber(at index: Int) throws(ReplyError) -> Int64 {
        guard let number = self[index].canonicalNumber else {
            throw .badValue(field: "row", "a row is a number from 0 up; AUDIT names the next one")
        }
        return number
    }
}
