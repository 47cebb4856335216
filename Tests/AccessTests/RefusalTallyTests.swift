import Access
import Testing
import VoicemailModel

@Suite("Refusals of what is locked", .timeLimit(.minutes(1)))
struct RefusalTallyTests {
    private let now = UnixTime(seconds: 1_795_443_420)

    private func event(_ mailbox: String, source: String? = nil, connection: UInt64 = 1) -> AuditEvent {
        AuditEvent(
            time: now, kind: .verify, outcome: .locked, reason: .mailboxLocked, mailbox: MailboxID(mailbox),
            source: source.flatMap { Source($0) }, client: "frontend", connection: connection, request: connection)
    }

    private func subject(_ mailbox: String) throws -> RefusalTally.Subject {
        .mailbox(try #require(MailboxID(mailbox)))
    }

    @Test(
        "the first has a row before it is answered; who comes meanwhile waits for it and is counted like what follows")
    func first() throws {
        var tally = RefusalTally()
        let one = try subject("1001")
        #expect(tally.refuse(one, event("1001"), now: now) == .write(one, event("1001")))
        #expect(tally.refuse(one, event("1001"), now: now) == .wait(one))
        #expect(tally.due(now: now.adding(seconds: 5)).isEmpty)
        tally.written(one, isOnDisk: true, now: now)
        for connection in 1...1000 as ClosedRange<UInt64> {
            #expect(tally.refuse(one, event("1001", connection: connection), now: now) == .answer)
        }
        #expect(tally.due(now: now.adding(milliseconds: 999)).isEmpty)
        let due = tally.due(now: now.adding(milliseconds: 1000))
        #expect(due.count == 1)
        #expect(due[0].event.repeats == 1001)
        #expect(due[0].event.mailbox?.description == "1001")
        // They came over different connections, so that the row names none.
        #expect(due[0].event.connection == nil)
        #expect(due[0].event.client == "frontend")
    }

    @Test("after a second without one the next has its row at once again, and nothing is kept")
    func quiet() throws {
        var tally = RefusalTally()
        let one = try subject("1001")
        _ = tally.refuse(one, event("1001"), now: now)
        tally.written(one, isOnDisk: true, now: now)
        #expect(!tally.isEmpty)
        #expect(tally.due(now: now.adding(seconds: 1)).isEmpty)
        #expect(tally.isEmpty)
        #expect(tally.refuse(one, event("1001"), now: now.adding(seconds: 1)) == .write(one, event("1001")))
    }

    @Test("a row that could not be written is tried again by the next, and a later one's count goes on")
    func notWritten() throws {
        var tally = RefusalTally()
        let one = try subject("1001")
        _ = tally.refuse(one, event("1001"), now: now)
        #expect(tally.refuse(one, event("1001"), now: now) == .wait(one))
        tally.written(one, isOnDisk: false, now: now)
        #expect(tally.isEmpty)
        #expect(tally.refuse(one, event("1001"), now: now) == .write(one, event("1001")))
        tally.written(one, isOnDisk: true, now: now)
        _ = tally.refuse(one, event("1001"), now: now)
        let later = now.adding(seconds: 1)
        for row in tally.due(now: later) { tally.returned(row.subject, row.event, now: later) }
        _ = tally.refuse(one, event("1001"), now: later)
        #expect(tally.due(now: later.adding(seconds: 1)).map(\.event.repeats) == [2])
    }

    @Test(
        "a count that could not be written is not lost to a row that is being written meanwhile, nor to one that fails too",
        arguments: [(true, 4), (false, 3)])
    func returnedWhileWriting(isOnDisk: Bool, repeats: Int) throws {
        var tally = RefusalTally()
        let one = try subject("1001")
        _ = tally.refuse(one, event("1001"), now: now)
        tally.written(one, isOnDisk: true, now: now)
        for _ in 1...3 { _ = tally.refuse(one, event("1001"), now: now) }
        let later = now.adding(seconds: 1)
        let due = tally.due(now: later)
        #expect(tally.due(now: later.adding(seconds: 1)).isEmpty && tally.isEmpty)
        #expect(tally.refuse(one, event("1001"), now: later) == .write(one, event("1001")))
        // Told the same as the first: where that fails it is not answered, and does not count.
        #expect(tally.refuse(one, event("1001"), now: later) == .wait(one))
        for row in due { tally.returned(row.subject, row.event, now: later) }
        tally.written(one, isOnDisk: isOnDisk, now: later)
        #expect(tally.due(now: later.adding(seconds: 1)).map(\.event.repeats) == [repeats])
    }

    @Test("mailboxes and sources beyond the bound share one row, which names none of them")
    func bounded() throws {
        var tally = RefusalTally(capacity: 10)
        for number in 0..<10 {
            let one = try subject("\(number)")
            _ = tally.refuse(one, event("\(number)"), now: now)
            tally.written(one, isOnDisk: true, now: now)
        }
        guard case .write(.others, let shared) = tally.refuse(try subject("10"), event("10", source: "a"), now: now)
        else { return #expect(Bool(false), "the eleventh is one of the others") }
        #expect(shared.mailbox == nil && shared.source == nil)
        tally.written(.others, isOnDisk: true, now: now)
        for number in 11..<500 {
            #expect(tally.refuse(try subject("\(number)"), event("\(number)"), now: now) == .answer)
        }
        // One that is counted apart goes on so.
        #expect(tally.refuse(try subject("3"), event("3"), now: now) == .answer)
        let due = tally.due(now: now.adding(seconds: 1))
        #expect(due.map(\.event.repeats).sorted() == [1, 489])
    }
}
