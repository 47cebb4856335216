import VoicemailModel

extension RequestParser {
    /// The options come in this order, each at most once.
    func list() throws(ReplyError) -> Request {
        var query = MailboxQuery()
        var next = 0
        if let index = option("AFTER", &next) { query.after = try anyMailbox(at: index) }
        let countIndex = option("COUNT", &next)
        if count > next, self[next].isWord("WHERE") {
            next += 1
            query.conditions = try conditions(&next)
        }
        if count > next, self[next].isWord("FIELDS") {
            next += 1
            query.wantsFields = true
        }
        guard count == next else { throw usage }
        if let countIndex {
            let range = query.wantsFields ? Limits.listPageWithFields : Limits.listPage
            query.count = try pageSize(at: countIndex, in: range, of: "mailboxes")
        }
        return .list(query)
    }

    /// What comes after WHERE: one condition or more, of which all must hold.
    private func conditions(_ next: inout Int) throws(ReplyError) -> MailboxConditions {
        guard count > next, !self[next].isWord("FIELDS") else { throw usage }
        var conditions = MailboxConditions()
        while count > next, !self[next].isWord("FIELDS") {
            try take(self[next], into: &conditions)
            next += 1
        }
        return conditions
    }

    private func take(_ word: ByteView, into conditions: inout MailboxConditions) throws(ReplyError) {
        let isFirst: Bool
        if word.isWord("LOCKED") {
            isFirst = !conditions.isLocked
            conditions.isLocked = true
        } else if word.isWord("NO_PIN") {
            isFirst = !conditions.hasNoPIN
            conditions.hasNoPIN = true
        } else if word.isWord("MUST_CHANGE") {
            isFirst = !conditions.mustChange
            conditions.mustChange = true
        } else if let equals = word.firstIndex(of: UInt8(ascii: "=")), word[0..<equals].isWord("CONTEXT") {
            isFirst = conditions.context == nil
            conditions.context = try context(word[equals + 1..<word.count])
        } else if let equals = word.firstIndex(of: UInt8(ascii: "=")), word[0..<equals].isWord("LANGUAGE") {
            isFirst = conditions.language == nil
            conditions.language = try language(word[equals + 1..<word.count], field: "language")
        } else {
            throw .badValue(
                field: "where", "the conditions are locked, no_pin, must_change, context=... and language=...")
        }
        guard isFirst else { throw .badValue(field: "where", "a condition is given once") }
    }

    private func context(_ value: ByteView) throws(ReplyError) -> String {
        // Any number will do, to have the context looked at as everywhere else.
        guard let text = value.printableText, let mailbox = MailboxID("0@\(text)") else {
            throw .badValue(field: "context", "a context is 1 to 64 of A-Z a-z 0-9 . _ -")
        }
        return mailbox.context
    }
}
