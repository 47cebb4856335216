import Testing
import VoicemailModel

@testable import Gatekeeping

/// Settings in memory without an entry, and the pages of the store that they come from.
@Suite("Quiet mailboxes", .timeLimit(.minutes(5)))
struct QuietMailboxesTests {
    private let id: MailboxID
    private var kinds: MailboxKinds
    private var quiet = QuietMailboxes(capacity: 2)

    init() throws {
        id = try #require(MailboxID("1001"))
        kinds = MailboxKinds()
    }

    private mutating func summary(notifies: Bool = false, email: String? = nil) -> MailboxSummary {
        kinds.summary(
            of: MailboxSettings(notifies: notifies, email: email.flatMap { EmailAddress($0) }), isPINSet: true)
    }

    @Test("mailboxes that differ in their address alone are of one kind, and keep their address")
    mutating func kind() throws {
        let (one, other) = (summary(email: "a@example.net"), summary(email: "b@example.net"))
        #expect(one.kind === other.kind)
        #expect(one.kind !== summary().kind)
        #expect(one.kind !== summary(notifies: true, email: "a@example.net").kind)
        quiet.settle(id, one)
        #expect(quiet[id]?.email == EmailAddress("a@example.net"))
    }

    @Test("a mailbox is gone when it has an entry, and its address with it")
    mutating func removed() {
        quiet.settle(id, summary(email: "a@example.net"))
        quiet.remove(id)
        #expect(quiet[id] == nil)
        quiet.settle(id, summary())
        #expect(quiet[id]?.email == nil)
    }

    @Test("a page says nothing of a mailbox that was settled after the page was asked for", arguments: [true, false])
    mutating func stale(isQuiet: Bool) {
        let (new, old) = (summary(notifies: true), summary())
        quiet.expectPage()
        quiet.settle(id, isQuiet ? new : nil)
        quiet.take(id, old)
        #expect(quiet[id]?.kind === (isQuiet ? new.kind : nil))
        quiet.pageIsTaken()
        quiet.expectPage()
        quiet.take(id, old)
        #expect(quiet[id]?.kind === old.kind)
    }

    @Test("what a page says outside the time in which it was asked for is not taken")
    mutating func unexpected() {
        quiet.take(id, summary())
        #expect(quiet[id] == nil)
    }

    @Test("no more are kept than there is room for")
    mutating func bounded() throws {
        quiet.expectPage()
        for number in 1...3 { quiet.take(try #require(MailboxID("\(number)")), summary()) }
        #expect(quiet.count == 2 && quiet.isFull)
        quiet.settle(id, summary())
        #expect(quiet[id] == nil)
    }
}
