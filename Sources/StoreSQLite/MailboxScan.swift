import GRDB
import VoicemailModel

/// The statement that makes one page of LIST.
///
/// It goes through names in their order, in the contexts that are sought and nowhere else, and looks up what it takes to judge each
/// of them: `looks` of them, and one more that shows whether anything follows.
///
/// ```
/// candidate     names, from an index
///   ├─ mailbox  what it is judged by, and what is told of it     ⎫ looked up by its key,
///   └─ attempt  whether it is locked                             ⎭ where it is needed
/// ```
struct MailboxScan {
    /// Mailboxes that are looked at. Where a name is enough to know, all that are looked at are wanted.
    let looks: Int
    private let query: MailboxQuery
    private let standards: MailboxStandards
    /// The contexts that are looked through, all of which mailboxes can have; nil is all that there are.
    private let contexts: [String]?

    init(_ query: MailboxQuery, _ standards: MailboxStandards) {
        self.query = query
        self.standards = standards
        contexts = query.soughtContexts?.filter { MailboxID("1@\($0)") != nil }.sorted()
        looks = query.conditions.judgesEach ? Limits.mailboxesLookedAt : query.count
    }

    /// Whether there is nothing to look through.
    var isEmpty: Bool { contexts == [] }

    /// Has a row for each candidate: its name, whether there are more behind the last of them (`is_cut`), whether it `is_wanted`,
    /// and its fields where they are asked for.
    ///
    /// It asks for no order, as the candidates have theirs, and each is looked up before the next is found. To sort them would look
    /// up all of them before the first is known.
    var sql: String {
        let names = ["candidate.number", "candidate.context", "candidate.is_cut"]
        let columns = names + ["\(judgement) AS is_wanted"] + fields
        return "SELECT \(columns.joined(separator: ", ")) FROM (\(candidates)) AS candidate\(joins)"
    }

    var arguments: StatementArguments {
        // Everything comes after an empty number, as no mailbox has one.
        var values: [String: (any DatabaseValueConvertible)?] = [
            "number": query.after?.number ?? "", "context": query.after?.context ?? "", "limit": looks + 1,
        ]
        if let contexts {
            // JSON writes no character of a context otherwise.
            values["contexts"] = "[\(contexts.map { "\"\($0)\"" }.joined(separator: ","))]"
            values["share"] = looks / max(1, contexts.count) + Self.slack
        }
        if query.conditions.isLocked {
            values["permanent"] = standards.permanentAfter
            values["now"] = standards.now.milliseconds
        }
        // No PIN is as old as that.
        if query.conditions.mustChange { values["oldest"] = standards.oldestPIN?.milliseconds ?? Int64.min }
        if let range {
            values["language"] = standards.defaultLanguage.text
            values["range"] = range
        }
        return StatementArguments(values)
    }

    // MARK: Names

    private static let place = "(number, context) > (:number, :context)"
    /// Names beyond its share that are taken from a context: others may have fewer.
    private static let slack = 16

    private var candidates: String {
        guard contexts == nil else { return Self.candidatesInContexts }
        return "SELECT number, context, 0 AS is_cut FROM \(source) ORDER BY number, context LIMIT :limit"
    }

    /// With contexts each is looked through as far as its share goes, and all of them as far as the first of these ends: what is
    /// sorted is bounded, however many mailboxes there are. A number alone is for the index, which has the context first; of the
    /// same number in another context, the order of the contexts decides. Any text comes before a blob.
    private static let candidatesInContexts = """
        WITH edge (number) AS MATERIALIZED (
            SELECT min(number) FROM (
                SELECT (
                    SELECT number FROM mailbox INDEXED BY mailbox_in_context
                    WHERE context = sought.value AND number >= :number AND \(place)
                    ORDER BY number LIMIT 1 OFFSET :share
                ) AS number FROM json_each(:contexts) AS sought
            )
        )
        SELECT mailbox.number, mailbox.context, edge.number IS NOT NULL AS is_cut
        FROM edge CROSS JOIN json_each(:contexts) AS sought CROSS JOIN mailbox INDEXED BY mailbox_in_context
            ON mailbox.context = sought.value AND mailbox.number >= :number
                AND mailbox.number < coalesce(edge.number, x'')
        WHERE (mailbox.number, mailbox.context) > (:number, :context)
        ORDER BY mailbox.number, mailbox.context LIMIT :limit
        """

    /// Whether names come from the attempts, which are counted of unknown mailboxes too: in all contexts together, those are less
    /// than there are mailboxes.
    private var mayBeUnknown: Bool { query.conditions.isLocked && contexts == nil }

    private var source: String {
        guard mayBeUnknown else { return "mailbox WHERE \(Self.place)" }
        // No page ends at a shadow, as no request can go on from there. A shadow's context begins with a slash, which comes right
        // before 0.
        return "attempt WHERE \(Self.place) AND (context < '/' OR context >= '0')"
    }

    // MARK: What is looked up

    private var fields: [String] {
        guard query.wantsFields else { return [] }
        return [
            "mailbox.enable_voicemail_pin", "mailbox.voicemail_prompt", "mailbox.voicemail_play_datetime",
            "mailbox.enable_voicemail_notify", "mailbox.time_zone", "mailbox.email",
            "mailbox.pin_hash IS NOT NULL AS is_pin_set", "mailbox.must_change", "mailbox.pin_set_at_ms",
            "mailbox.pin_origin", "attempt.number IS NOT NULL AS is_counted", "attempt.failures",
            "attempt.locked_until_ms", "attempt.locked_forever",
        ]
    }

    private var joins: String {
        func join(_ table: String) -> String {
            " LEFT JOIN \(table) ON \(table).number = candidate.number AND \(table).context = candidate.context"
        }
        let wanted = query.conditions
        let needsMailbox =
            query.wantsFields || mayBeUnknown || wanted.hasNoPIN || wanted.mustChange || wanted.language != nil
        let needsAttempt = query.wantsFields || wanted.isLocked
        return (needsMailbox ? join("mailbox") : "") + (needsAttempt ? join("attempt") : "")
    }

    /// Whether a candidate is wanted.
    private var judgement: String {
        let wanted = query.conditions
        guard wanted.judgesEach else { return "1" }
        var terms = mayBeUnknown ? ["mailbox.number IS NOT NULL"] : []
        if wanted.isLocked {
            terms.append(
                "(attempt.locked_forever = 1 OR attempt.failures >= :permanent OR attempt.locked_until_ms > :now)")
        }
        if wanted.hasNoPIN { terms.append("mailbox.pin_hash IS NULL") }
        if wanted.mustChange {
            terms.append(
                "mailbox.pin_hash IS NOT NULL AND (mailbox.must_change = 1 OR mailbox.pin_set_at_ms <= :oldest)")
        }
        if range != nil {
            terms.append("substr(coalesce(mailbox.voicemail_prompt, :language) || '-', 1, length(:range)) = :range")
        }
        return "(\(terms.joined(separator: " AND "))) IS TRUE"
    }

    /// With a hyphen behind both, `de` begins `de-AT` and not `den`.
    private var range: String? { query.conditions.language.map { $0.text + "-" } }
}
