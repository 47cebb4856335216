import NIOCore
import VoicemailModel

/// The PINs of a run. They open nothing but the run's own mailboxes.
public struct BenchPINs: Sendable {
    /// The PIN of all the run's mailboxes.
    public let right: String
    /// Another one.
    public let wrong: String
    /// The Argon2 string of `right`. It is made once: a hash for each of ten thousand mailboxes would take minutes.
    public let encodedHash: String

    public init(right: String, wrong: String, encodedHash: String) {
        self.right = right
        self.wrong = wrong
        self.encodedHash = encodedHash
    }
}

/// Makes the mailboxes of a run over the admin socket, and clears them away again.
struct MailboxSetup {
    /// How often BUSY is waited for before the server is taken at its word.
    private static let patience = 50
    /// How long a server may take to say that it is there, before its mailboxes are left to a later command. A server
    /// that is stopped would be waited for by each request, and do all of it when it goes on.
    private static let patienceBeforeClearing = TimeAmount.seconds(5)

    let admin: CallConnection
    let mailboxes: BenchMailboxes
    let pins: BenchPINs

    private var probe: String { "probe@\(mailboxes.context)" }

    /// Makes the mailboxes and locks those that are to be locked.
    ///
    /// - Returns: wrong PINs that a mailbox takes in a row without being locked; at least 1.
    func make(progress: (Int) -> Void) async throws(LoadFailure) -> Int {
        var made = 0
        try await admin.callAll(
            mailboxes.all.map { "ADD \($0) pin_hash=\(pins.encodedHash)" }
        ) { (request, reply) throws(LoadFailure) in
            guard !Task.isCancelled else { throw LoadFailure("interrupted before the run began.") }
            guard ReplyText.word(of: reply) == "+ADDED" else {
                throw LoadFailure("the server did not make a mailbox for the run: \(reply.dropFirst()).")
            }
            made += 1
            progress(made)
        }
        let allowance = try await findAllowance()
        for index in 0..<mailboxes.shares.locked {
            try await lock(mailboxes.locked(index))
        }
        return allowance
    }

    /// What a mailbox that does not exist is told after one wrong PIN is what any other is told.
    private func findAllowance() async throws(LoadFailure) -> Int {
        let reply = try await verifyWrong(probe)
        switch ReplyText.word(of: reply) {
        case "+DENIED": return max(1, ReplyText.number("attempts_left", in: reply) ?? 1)
        case "+LOCKED": return 1
        default: throw LoadFailure("the server does not verify PINs: \(reply.dropFirst()).")
        }
    }

    private func lock(_ mailbox: String) async throws(LoadFailure) {
        // NIST SP 800-63B's ceiling is 100 failures; whoever allows more has no lockout to measure.
        for _ in 0...100 {
            let reply = try await verifyWrong(mailbox)
            switch ReplyText.word(of: reply) {
            case "+LOCKED": return
            case "+DENIED": continue
            default: throw LoadFailure("the server does not verify PINs: \(reply.dropFirst()).")
            }
        }
        throw LoadFailure("the server locks no mailbox after 100 wrong PINs: leave `locked` out of the mix.")
    }

    private func verifyWrong(_ mailbox: String) async throws(LoadFailure) -> String {
        for _ in 0..<Self.patience {
            guard !Task.isCancelled else { throw LoadFailure("interrupted before the run began.") }
            let reply = try await admin.call("VERIFY \(mailbox) \(pins.wrong)")
            guard ReplyText.word(of: reply) == "-BUSY" else { return reply }
            try? await Task.sleep(for: .milliseconds(ReplyText.number("retry_after_ms", in: reply) ?? 100))
        }
        throw LoadFailure("the server is busy all the time: try again when it has less to do.")
    }

    /// Clears everything away. What the server kept under unknown names goes when a mailbox of that name is made and
    /// removed.
    ///
    /// - Parameters:
    ///   - made: mailboxes that the server said it has made.
    ///   - unknown: the unknown names that were used.
    /// - Returns: what could not be removed.
    func clear(made: Int, unknown: [String]) async -> LeftMailboxes? {
        // What was under way when the making ended may be there, too.
        let names = mailboxes.all.prefix(made + CallConnection.window)
        let isCertain = made == mailboxes.all.count
        guard await admin.isAnswered(within: Self.patienceBeforeClearing) else {
            return left(names.count, isCertain: isCertain)
        }
        let ghosts = unknown + [probe]
        var removed = 0
        var ghostsLeft = 0
        do throws(LoadFailure) {
            try await admin.callAll(names.map { "REMOVE \($0)" }) { (_, reply) throws(LoadFailure) in
                if ["+REMOVED", "-NOMAILBOX"].contains(ReplyText.word(of: reply)) { removed += 1 }
            }
            ghostsLeft = ghosts.count
            try await admin.callAll(ghosts.map { "ADD \($0) NOPIN" }) { (_, _) throws(LoadFailure) in }
            try await admin.callAll(ghosts.map { "REMOVE \($0)" }) { (_, _) throws(LoadFailure) in
                ghostsLeft -= 1
            }
        } catch {
            // The server has gone meanwhile: the sentence with the number says how to do it later.
            return left(names.count - removed + ghostsLeft, isCertain: false)
        }
        return left(names.count - removed, isCertain: isCertain)
    }

    private func left(_ count: Int, isCertain: Bool) -> LeftMailboxes? {
        count == 0 ? nil : LeftMailboxes(context: mailboxes.context, count: count, isCertain: isCertain)
    }

    /// Removes what a run that could not clear up left behind. Returns how many mailboxes that were.
    static func clear(context: String, over admin: CallConnection) async throws(LoadFailure) -> Int {
        var removed = 0
        var cursor = ""
        while true {
            let page = try await admin.call("LIST\(cursor) COUNT 1000")
            guard ReplyText.word(of: page) == "+LIST" else {
                throw LoadFailure("the server did not list its mailboxes: \(page.dropFirst()).")
            }
            let listed = ReplyText.value("mailboxes", in: page) ?? ""
            let own = listed.split(separator: ",").filter { $0.hasSuffix("@\(context)") }
            try await admin.callAll(own.map { "REMOVE \($0)" }) { (_, reply) throws(LoadFailure) in
                guard ReplyText.word(of: reply) == "+REMOVED" else {
                    throw LoadFailure("the server did not remove a mailbox: \(reply.dropFirst()).")
                }
            }
            removed += own.count
            guard let next = ReplyText.value("next", in: page) else { return removed }
            cursor = " AFTER \(next)"
        }
    }
}
