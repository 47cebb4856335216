import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

/// What the store says of all mailboxes, page by page, without their PINs.
@Suite("Quiet mailboxes in the store", .timeLimit(.minutes(5)))
struct QuietMailboxTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteMailboxStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteMailboxStore.open(path: directory.database)
    }

    private func page(after mailbox: MailboxID? = nil, count: Int) async throws -> QuietMailboxPage {
        try await store.quietMailboxes(after: mailbox, count: count)
    }

    @Test("all of them are read with their settings, page by page", arguments: [1, 2, 3, 7])
    func pages(size: Int) async throws {
        let mailboxes = ["1", "2", "2@acme", "3"].map(MailboxID.known)
        for id in mailboxes { try await store.put(.full, id) }
        try await store.put(.plain, .known("2@b"))
        var (read, after, pages) = ([QuietMailbox](), MailboxID?.none, 0)
        repeat {
            let page = try await page(after: after, count: size)
            read += page.mailboxes
            after = page.next
            pages += 1
        } while after != nil && pages < 10
        #expect(Set(read.map(\.id)) == Set(mailboxes + [.known("2@b")]))
        #expect(read.count == 5)
        for mailbox in read {
            let stored = mailbox.id == .known("2@b") ? Mailbox.plain : .full
            #expect(mailbox.settings == stored.settings)
            #expect(mailbox.isPINSet == (stored.pin != nil))
        }
    }

    @Test("one with failed attempts is left out, and so is one that somebody made nonsense of")
    func leftOut() async throws {
        for number in ["1", "2", "3"] {
            try await store.put(.plain, .known(number))
        }
        let counted = AttemptRecord(failures: 1, lock: .open)
        try await store.set(counted, .known("1"))
        try directory.edit("UPDATE mailbox SET voicemail_prompt = 'no language' WHERE number = '2'")
        #expect(try await page(count: 10).mailboxes.map(\.id) == [.known("3")])
        try await store.set(.clear, .known("1"))
        #expect(try await page(count: 10).mailboxes.map(\.id) == [.known("1"), .known("3")])
    }
}
