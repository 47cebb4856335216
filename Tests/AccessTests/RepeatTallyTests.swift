import Access
import Testing
import VoicemailModel

@Suite("Repeats of the same grant or denial", .timeLimit(.minutes(1)))
struct RepeatTallyTests {
    private let now = UnixTime(seconds: 1_795_443_420)
    private var later: UnixTime { now.adding(milliseconds: RepeatTally.window) }

    private func event(
        _ mailbox: String = "1001", _ outcome: AuditEvent.Outcome = .locked, source: String? = nil,
        client: String = "frontend", connection: UInt64 = 1, after seconds: Int64 = 0
    ) -> AuditEvent {
        AuditEvent(
            time: now.adding(seconds: seconds), kind: .verify, outcome: outcome,
            reason: outcome == .granted ? .pinNotRequired : .mailboxLocked, mailbox: MailboxID(mailbox),
            source: source.flatMap { Source($0) }, client: client, connection: connection, request: connection)
    }

    /// What the rows of `due` say, as they would be written.
    private func rows(_ tally: inout RepeatTally, _ time: UnixTime) -> [AuditEvent] {
        tally.due(now: time).map { $0.repeats.row(at: time) }
    }

    /// Its first row, on disk.
    private func begin(_ event: AuditEvent, _ tally: inout RepeatTally, now time: UnixTime? = nil) {
        let action = tally.note(event, now: time ?? now)
        #expect(action == .write(RepeatTally.Subject(event), event))
        tally.written(RepeatTally.Subject(event), isOnDisk: true, now: time ?? now)
    }

    @Test(
        "the first has a row before it is answered; who comes meanwhile waits for it and is counted like what follows")
    func first() {
        var tally = RepeatTally()
        let one = RepeatTally.Subject(event())
        #expect(tally.note(event(), now: now) == .write(one, event()))
        #expect(tally.note(event(), now: now) == .wait(one))
        #expect(tally.due(now: now.adding(seconds: 60)).isEmpty)
        tally.written(one, isOnDisk: true, now: now)
        for connection in 1...1000 as ClosedRange<UInt64> {
            #expect(tally.note(event(connection: connection, after: 5), now: now) == .answer)
        }
        #expect(tally.due(now: later.adding(milliseconds: -1)).isEmpty)
        let due = rows(&tally, later)
        var expected = event()
        expected.time = later
        expected.repeats = 1001
        // They came over different connections, so that the row names none.
        expected.connection = nil
        expected.request = nil
        expected.details = [.moment("first", now), .moment("last", now.adding(seconds: 5))]
        #expect(due == [expected])
    }

    @Test("after its window the next has its row at once again, whether there were repeats or not", arguments: [0, 3])
    func window(repeats: Int) {
        var tally = RepeatTally()
        begin(event(), &tally)
        for _ in 0..<repeats { #expect(tally.note(event(), now: later) == .answer) }
        #expect(!tally.isEmpty)
        #expect(rows(&tally, later).map(\.repeats) == (repeats > 0 ? [repeats] : []))
        #expect(tally.isEmpty)
        begin(event(), &tally, now: later)
    }

    @Test(
        "what differs in mailbox, source, client, kind, outcome or reason is not a repeat",
        arguments: ["mailbox", "shadow", "source", "client", "kind", "outcome", "reason"])
    func different(what: String) {
        var other = event(source: "a")
        switch what {
        case "mailbox": other.mailbox = MailboxID("1002")
        case "shadow": other.mailbox = other.mailbox?.shadow
        case "source": other.source = nil
        case "client": other.client = "another"
        case "kind": other.kind = .change
        case "outcome": other.outcome = .denied
        default: other.reason = .sourceLocked
        }
        var tally = RepeatTally()
        begin(event(source: "a"), &tally)
        begin(other, &tally)
        #expect(tally.note(event(source: "a"), now: now) == .answer)
        #expect(tally.note(other, now: now) == .answer)
    }

    @Test("a row that could not be written is tried again by the next, and what waited for it is not counted")
    func notWritten() {
        var tally = RepeatTally()
        let one = RepeatTally.Subject(event())
        _ = tally.note(event(), now: now)
        #expect(tally.note(event(), now: now) == .wait(one))
        tally.written(one, isOnDisk: false, now: now)
        #expect(tally.isEmpty)
        begin(event(), &tally)
        #expect(rows(&tally, later).isEmpty)
    }

    @Test(
        "a count that could not be written is not lost to a row that is being written meanwhile, nor to one that fails too",
        arguments: [(true, 4), (false, 3)])
    func returnedWhileWriting(isOnDisk: Bool, repeats: Int) {
        var tally = RepeatTally()
        begin(event(), &tally)
        for _ in 1...3 { _ = tally.note(event(), now: now) }
        let due = tally.due(now: later)
        let one = RepeatTally.Subject(event())
        #expect(tally.note(event(after: 20), now: later) == .write(one, event(after: 20)))
        // Told the same as the first: where that fails it is not answered, and does not count.
        #expect(tally.note(event(after: 20), now: later) == .wait(one))
        for row in due { tally.returned(row.subject, row.repeats, now: later) }
        tally.written(one, isOnDisk: isOnDisk, now: later)
        let end = later.adding(milliseconds: RepeatTally.window)
        let row = rows(&tally, end)
        #expect(row.map(\.repeats) == [repeats])
        #expect(row[0].details == [.moment("first", now), .moment("last", now.adding(seconds: isOnDisk ? 20 : 0))])
    }

    @Test("a count that could not be written is due again, with what came since; but first there is a row")
    func returned() {
        var tally = RepeatTally()
        begin(event(), &tally)
        _ = tally.note(event(), now: now)
        for row in tally.due(now: later) { tally.returned(row.subject, row.repeats, now: later) }
        begin(event(), &tally, now: later)
        #expect(tally.note(event(), now: later) == .answer)
        #expect(rows(&tally, later).isEmpty)
        #expect(rows(&tally, later.adding(milliseconds: RepeatTally.window)).map(\.repeats) == [2])
    }

    @Test("while nothing that is counted could be written, a repeat needs a row of its own, and the count is kept")
    func mayNotCount() {
        for isOnDisk in [true, false] {
            var tally = RepeatTally()
            let one = RepeatTally.Subject(event())
            begin(event(), &tally)
            _ = tally.note(event(), now: now)
            #expect(tally.note(event(), mayCount: false, now: now) == .write(one, event()))
            #expect(tally.note(event(), mayCount: false, now: now) == .wait(one))
            tally.written(one, isOnDisk: isOnDisk, now: now)
            #expect(rows(&tally, later).map(\.repeats) == [isOnDisk ? 2 : 1])
        }
    }

    @Test("a client that uses up its rows has one for each outcome, which names no mailbox; another client has its own")
    func rate() {
        var tally = RepeatTally()
        var written = 0
        for number in 0..<100_000 {
            let event = event("\(number)", number.isMultiple(of: 2) ? .granted : .denied, source: "s\(number)")
            guard case .write(let subject, let row) = tally.note(event, now: now) else { continue }
            written += 1
            #expect(row == event)
            tally.written(subject, isOnDisk: true, now: now)
        }
        #expect(written == Int(Limits.auditRowsAtOnce) + 2)
        begin(event(client: "another"), &tally)
        let due = rows(&tally, later)
        #expect(due.count == 2)
        #expect(due.map(\.repeats).reduce(0, +) == 100_000 - written)
        for row in due { #expect(row.mailbox == nil && row.source == nil && row.client == "frontend") }
        #expect(Set(due.map(\.outcome)) == [.granted, .denied])
    }

    @Test("a row for many answers names the mailbox that all of them were about")
    func sharedMailbox() {
        var tally = RepeatTally(capacity: 0)
        for source in ["a", "b", "c"] {
            guard case .write(let subject, _) = tally.note(event(source: source), now: now) else { continue }
            tally.written(subject, isOnDisk: true, now: now)
        }
        #expect(rows(&tally, later).map(\.mailbox?.description) == ["1001"])
    }

    @Test("ten minutes of a flood make no more rows than those of its client, those of repeats among them")
    func minutes() {
        var tally = RepeatTally()
        var written = 0
        for second in 0..<600 as Range<Int64> {
            let time = now.adding(seconds: second)
            // As many as come back within a window, so that each row has its repeats.
            for number in 0..<300 {
                guard case .write(let subject, _) = tally.note(event("\(number % 100)", source: "\(number)"), now: time)
                else { continue }
                written += 1
                tally.written(subject, isOnDisk: true, now: time)
            }
            written += tally.due(now: time).count
        }
        #expect(written < Int(Limits.auditRowsPerSecond * 600 + Limits.auditRowsAtOnce) * 11 / 10)
    }

    @Test("beyond the bound of what is counted apart, what there is goes on, and all else shares rows")
    func bounded() {
        var tally = RepeatTally(capacity: 10)
        for number in 0..<10 { begin(event("\(number)"), &tally) }
        guard case .write(let shared, let row) = tally.note(event("10", source: "a"), now: now) else {
            return #expect(Bool(false), "the first of the others has a row")
        }
        #expect(row == event("10", source: "a"))
        tally.written(shared, isOnDisk: true, now: now)
        for number in 11..<500 { #expect(tally.note(event("\(number)"), now: now) == .answer) }
        #expect(tally.note(event("3"), now: now) == .answer)
        #expect(rows(&tally, later).map(\.repeats).sorted() == [1, 489])
    }
}
