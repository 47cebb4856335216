public import VoicemailModel

/// What `MailboxStore` promises, each promise a check that tries to break it. Every store is held against all of them.
public enum StoreContract {
    /// One promise. It prints as the sentence that it is.
    public struct Check: Sendable, CustomStringConvertible {
        public let description: String
        /// What the store must be made to suffer for it; nil when it takes nothing.
        public let trouble: StoreTrouble?
        private let body: @Sendable (any StoreUnderTest) async throws -> Void

        init(
            _ description: String, under trouble: StoreTrouble? = nil,
            _ body: @escaping @Sendable (any StoreUnderTest) async throws -> Void
        ) {
            self.description = description
            self.trouble = trouble
            self.body = body
        }

        /// Tries it on a store that nobody has written to, and closes that.
        ///
        /// - Throws: `Broken`, or what the store has thrown where it must not.
        public func run(on subject: any StoreUnderTest) async throws {
            do {
                try await body(subject)
            } catch {
                try? await subject.close()
                throw error
            }
            try await subject.close()
        }
    }

    /// A promise that was not kept.
    public struct Broken: Error, CustomStringConvertible {
        public let description: String
    }

    public static var checks: [Check] { rowChecks + reservationChecks + transactionChecks + troubleChecks + pageChecks }

    /// Those that a store is held against which can be given these troubles.
    public static func checks(under troubles: Set<StoreTrouble>) -> [Check] {
        checks.filter { $0.trouble.map(troubles.contains) ?? true }
    }

    // MARK: What is expected

    static func expect(
        _ isKept: Bool, _ sentence: @autoclosure () -> String, line: UInt = #line, file: StaticString = #fileID
    ) throws(Broken) {
        guard !isKept else { return }
        throw Broken(description: "\(sentence()) (\(file):\(line))")
    }

    static func expect<Value: Equatable>(
        _ value: Value, is expected: Value, _ what: @autoclosure () -> String = "it", line: UInt = #line,
        file: StaticString = #fileID
    ) throws(Broken) {
        try expect(value == expected, "\(what()) is \(value), and not \(expected)", line: line, file: file)
    }

    /// The error that `body` throws.
    static func refusal(
        line: UInt = #line, file: StaticString = #fileID, _ body: () async throws -> Void
    ) async throws -> StoreError {
        do {
            try await body()
        } catch let error as StoreError {
            return error
        }
        throw Broken(description: "it was done, and had to fail (\(file):\(line))")
    }

    /// What is written is what a decision left: the store says so at once, reads it in the next transaction, to whoever loads it,
    /// over another connection, and after a restart.
    static func expectKept(
        _ rows: LedgerRows, _ scope: LedgerScope, in subject: any StoreUnderTest, line: UInt = #line,
        file: StaticString = #fileID
    ) async throws {
        for isRestarted in [false, true] {
            if isRestarted { try await subject.restart() }
            let read = try await subject.store.rows(scope)
            let expected = isRestarted ? rows.withReservationsEnded(as: read) : rows
            try expect(read.kept, is: expected.kept, "what is read", line: line, file: file)
            guard let id = scope.mailbox else { continue }
            let stored = StoredMailbox(mailbox: rows.mailbox, attempts: rows.attempts)
            try expect(try await subject.store.load(id), is: stored, "what is loaded", line: line, file: file)
            try expect(
                try await subject.storedElsewhere(id), is: stored, "what another connection reads", line: line,
                file: file)
        }
    }
}

/// What befalls a store.
public enum StoreTrouble: Hashable, Sendable, CaseIterable {
    /// Nothing can be written until it ends: another program holds the lock, a network is gone.
    case kept
    /// Transactions are decided and then fail as they are committed, for sure.
    case failingCommits
    /// The same, and nobody knows whether they failed.
    case lostOutcomes
    /// Somebody makes nonsense of one mailbox's row. It does not end.
    case unreadableMailbox
    /// A page is being read until it ends.
    case endlessPage
}

/// A store, and what a check needs to reach around it.
public protocol StoreUnderTest: AnyObject, Sendable {
    var store: any MailboxStore { get }
    /// The clock that it decides by.
    var clock: ManualClock { get }

    /// What is durable under a name, read without the store's help.
    func storedElsewhere(_ id: MailboxID) async throws -> StoredMailbox
    /// Another one after each commit that has written something, and the same as long as none has.
    func commitMark() async throws -> String
    /// Closes the store, and opens it again as `store`.
    func restart() async throws
    /// May be called when it is closed.
    func close() async throws
    /// What is written of a PIN where hashes are sealed; the PIN itself where none are.
    func kept(_ pin: PINRecord, of id: MailboxID) -> PINRecord

    /// - Parameter id: whose row is to be unreadable.
    func begin(_ trouble: StoreTrouble, on id: MailboxID) async throws
    func end(_ trouble: StoreTrouble) async throws
}

extension StoreUnderTest {
    public func kept(_ pin: PINRecord, of id: MailboxID) -> PINRecord { pin }
}

/// Rows as far as they are kept: the order of reservations is nobody's promise, and the audit has pages of its own.
struct KeptRows: Hashable {
    var mailbox: Mailbox?
    var attempts: AttemptRecord
    var reservations: Set<Reservation>
    var sources: [Source: SourceRow]
}

extension LedgerRows {
    var kept: KeptRows {
        KeptRows(mailbox: mailbox, attempts: attempts, reservations: Set(reservations), sources: sources)
    }

    /// As they may be after the end of the process that has made the reservations: past their time.
    func withReservationsEnded(as read: LedgerRows) -> LedgerRows {
        var rows = self
        for index in rows.reservations.indices {
            let id = rows.reservations[index].id
            if let end = read.reservations.first(where: { $0.id == id })?.until {
                rows.reservations[index].until = min(end, rows.reservations[index].until)
            }
        }
        return rows
    }
}
