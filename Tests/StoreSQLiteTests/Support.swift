import Foundation
import GRDB
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

/// A directory that goes with the test.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("vmgate-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var database: String { path + "/vmgate.db" }
    var name: String { URL(fileURLWithPath: path).lastPathComponent }

    /// What somebody with sqlite3 does to the database while no server has it open.
    func edit(_ sql: String) throws {
        let queue = try DatabaseQueue(path: database)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    /// What somebody with sqlite3 sees.
    func integer(_ sql: String) throws -> Int? {
        let queue = try DatabaseQueue(path: database)
        defer { try? queue.close() }
        return try queue.read { try Int.fetchOne($0, sql: sql) }
    }
}

/// What a test has written in one transaction.
struct Change: Sendable {
    let scope: LedgerScope
    let decide: @Sendable (inout LedgerRows) -> Void

    init(_ id: MailboxID?, sources: [Source] = [], decide: @escaping @Sendable (inout LedgerRows) -> Void) {
        scope = LedgerScope(id, sources: sources)
        self.decide = decide
    }
}

extension MailboxStore {
    func commit(_ change: Change) async throws {
        try await transact(change.scope, decide: change.decide)
    }

    /// Does not wait for it.
    func send(_ change: Change) {
        transact(change.scope, .patient, decide: change.decide) { _ in }
    }

    func list(_ query: MailboxQuery) async throws -> MailboxPage {
        try await list(query, by: .known)
    }
}

extension AuditEvent {
    /// A grant of this mailbox.
    static func known(_ mailbox: String, at time: UnixTime = UnixTime(seconds: 1_795_000_000)) -> AuditEvent {
        AuditEvent(
            time: time, kind: .verify, outcome: .granted, reason: .pinVerified, mailbox: .known(mailbox),
            source: Source("+4930123456"), client: "frontend", connection: 1, request: 2)
    }
}

extension MailboxID {
    /// For names that a test knows to be right.
    static func known(_ text: String) -> MailboxID {
        MailboxID(text)!
    }
}

extension MailboxPage {
    var names: [MailboxID] { mailboxes.map(\.id) }
}

extension MailboxStandards {
    static let known = MailboxStandards(
        now: UnixTime(seconds: 1_795_443_420), permanentAfter: 100, oldestPIN: nil,
        defaultLanguage: LanguageTag("en-US")!)
}

extension AttemptRecord {
    static func failures(_ count: Int) -> AttemptRecord {
        AttemptRecord(failures: count, lock: .open)
    }
}

extension Mailbox {
    static let plain = Mailbox(settings: MailboxSettings(), pin: nil)
    static let full = Mailbox(
        settings: MailboxSettings(
            requiresPIN: false, language: LanguageTag("fr-CA"), clock: .twentyFourHour, notifies: true,
            timeZone: TimeZoneName("America/Toronto"), email: EmailAddress("a@example.com")),
        pin: PINRecord(
            encodedHash: "$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$aGFzaA", mustChange: true,
            setAt: UnixTime(milliseconds: 1_795_443_420_123), origin: .reset,
            earlierHashes: ["$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$b25l", "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$dHdv"]))
}
