import GRDB
import VoicemailModel

/// The statements that make one page of LIST.
struct MailboxScan {
    struct Statement {
        var sql: String
        var arguments: StatementArguments
    }

    /// The contexts that are looked through; nil is all of them.
    let contexts: [String]?
    private let query: MailboxQuery
    private let standards: MailboxStandards
    /// The table whose rows are looked at. What is counted of mailboxes is less than there are mailboxes.
    private let table: String
    private let start: (number: String, context: String)

    init(_ query: MailboxQuery, _ standards: MailboxStandards) {
        self.query = query
        self.standards = standards
        contexts = query.soughtContexts?.sorted()
        table = query.conditions.isLocked && contexts == nil ? "attempt" : "mailbox"
        // No number is empty, so that everything comes after an empty one.
        start = (query.after?.number ?? "", query.after?.context ?? "")
    }

    /// Mailboxes that are looked at. Where a name is enough to know, all that are looked at are wanted.
    private var looks: Int {
        query.conditions.judgesEach ? Limits.mailboxesLookedAt : query.count
    }

    // MARK: Where the page ends

    /// Each finds a mailbox, if there are so many; the first of them is the last that is looked at. With contexts each is looked
    /// through as far as its share goes.
    var endings: [Statement] {
        guard let contexts else {
            let sql = """
                SELECT number, context FROM \(table) WHERE (number, context) > (?, ?)\(withoutShadows)
                ORDER BY number, context LIMIT 1 OFFSET ?
                """
            return [Statement(sql: sql, arguments: [start.number, start.context, looks - 1])]
        }
        let share = max(1, looks / max(1, contexts.count))
        return contexts.map { inContext($0, after: start, offset: share - 1) }
    }

    /// Each finds the next mailbox behind `mailbox`, in one context or in all.
    func successors(of mailbox: MailboxID) -> [Statement] {
        let place = (number: mailbox.number, context: mailbox.context)
        guard let contexts else {
            let sql = """
                SELECT number, context FROM \(table) WHERE (number, context) > (?, ?)\(withoutShadows)
                ORDER BY number, context LIMIT 1
                """
            return [Statement(sql: sql, arguments: [place.number, place.context])]
        }
        return contexts.map { inContext($0, after: place, offset: 0) }
    }

    /// No page ends at a shadow, as no request can go on from there. A shadow's context begins with a slash, which comes right
    /// before 0.
    private var withoutShadows: String {
        table == "attempt" ? " AND (context < '/' OR context >= '0')" : ""
    }

    private func inContext(
        _ context: String, after place: (number: String, context: String), offset: Int
    ) -> Statement {
        // Of the same number in another context, the order of the contexts decides.
        let sql = """
            SELECT number, context FROM mailbox INDEXED BY mailbox_in_context
            WHERE context = ? AND number >= ? AND (number, context) > (?, ?)
            ORDER BY number LIMIT 1 OFFSET ?
            """
        return Statement(sql: sql, arguments: [context, place.number, place.number, place.context, offset])
    }

    // MARK: What is wanted of it

    /// What is wanted from behind the start through `end`, one more than the page has.
    func selection(through end: MailboxID?) -> Statement {
        var terms: [(String, StatementArguments)] = [
            ("(\(table).number, \(table).context) > (?, ?)", [start.number, start.context])
        ]
        if let end { terms.append(("(\(table).number, \(table).context) <= (?, ?)", [end.number, end.context])) }
        if let contexts {
            let places = contexts.map { _ in "?" }.joined(separator: ", ")
            terms.append(("mailbox.context IN (\(places))", StatementArguments(contexts)))
            // For the index, which has the context first.
            terms.append(("mailbox.number >= ?", [start.number]))
            if let end { terms.append(("mailbox.number <= ?", [end.number])) }
        }
        terms += conditions
        let sql = """
            SELECT \(columns) FROM \(tables) WHERE \(terms.map(\.0).joined(separator: " AND "))
            ORDER BY \(table).number, \(table).context LIMIT ?
            """
        let arguments = terms.reduce(into: StatementArguments()) { $0 += $1.1 }
        return Statement(sql: sql, arguments: arguments + [query.count + 1])
    }

    private var columns: String {
        guard query.wantsFields else { return "mailbox.number, mailbox.context" }
        return """
            mailbox.number, mailbox.context, mailbox.enable_voicemail_pin, mailbox.voicemail_prompt,
            mailbox.voicemail_play_datetime, mailbox.enable_voicemail_notify, mailbox.time_zone, mailbox.email,
            mailbox.pin_hash IS NOT NULL AS is_pin_set, mailbox.must_change, mailbox.pin_set_at_ms, mailbox.pin_origin,
            attempt.number IS NOT NULL AS is_counted, attempt.failures, attempt.locked_until_ms, attempt.locked_forever
            """
    }

    private var tables: String {
        let join = "ON attempt.number = mailbox.number AND attempt.context = mailbox.context"
        // CROSS has SQLite look at the tables in this order.
        if table == "attempt" { return "attempt CROSS JOIN mailbox \(join)" }
        let mailboxes = contexts == nil ? "mailbox" : "mailbox INDEXED BY mailbox_in_context"
        let needsAttempts = query.wantsFields || query.conditions.isLocked
        return needsAttempts ? "\(mailboxes) LEFT JOIN attempt \(join)" : mailboxes
    }

    private var conditions: [(String, StatementArguments)] {
        let wanted = query.conditions
        var terms: [(String, StatementArguments)] = []
        if wanted.isLocked {
            terms.append(
                (
                    "(attempt.locked_forever = 1 OR attempt.failures >= ? OR attempt.locked_until_ms > ?)",
                    [standards.permanentAfter, standards.now.milliseconds]
                ))
        }
        if wanted.hasNoPIN { terms.append(("mailbox.pin_hash IS NULL", [])) }
        if wanted.mustChange {
            terms.append(
                (
                    "mailbox.pin_hash IS NOT NULL AND (mailbox.must_change = 1 OR mailbox.pin_set_at_ms <= ?)",
                    // No PIN is as old as that.
                    [standards.oldestPIN?.milliseconds ?? .min]
                ))
        }
        if let language = wanted.language {
            // With a hyphen behind both, `de` begins `de-AT` and not `den`.
            let prefix = language.text + "-"
            terms.append(
                (
                    "substr(coalesce(mailbox.voicemail_prompt, ?) || '-', 1, ?) = ?",
                    [standards.defaultLanguage.text, prefix.count, prefix]
                ))
        }
        return terms
    }
}
