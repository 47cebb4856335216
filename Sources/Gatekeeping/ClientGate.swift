import Access
import Logging
import NIOCore
public import VoicemailModel

/// Who may connect, and as what. AUTH: an attempt waits for its turn at the limiter, is hashed like a PIN, and makes a client of a
/// connection.
final class ClientGate {
    /// How a waiting AUTH goes on.
    private enum Turn {
        case admitted
        case refused(retryAfterMilliseconds: Int64)
        case expired
    }

    private let parts: CoreParts
    private let journal: AuditJournal
    private let desk: HashingDesk
    private(set) var clients: ClientList {
        didSet { parts.hasClients = !clients.isEmpty }
    }
    private var limiter = AuthenticationLimiter()
    /// Those who wait for the limiter.
    private var turns: [UInt64: CheckedContinuation<Turn, Never>] = [:]
    private var lastNumber: UInt64 = 0

    init(_ parts: CoreParts, journal: AuditJournal, desk: HashingDesk, clients: ClientList) {
        self.parts = parts
        self.journal = journal
        self.desk = desk
        self.clients = clients
        parts.hasClients = !clients.isEmpty
    }

    /// Puts other clients in place of those that are there.
    func replaceClients(with next: ClientList) -> ClientChange {
        defer { clients = next }
        return ClientChange(from: clients, to: next)
    }

    // MARK: AUTH

    func authenticate(
        name: String, secret: SecretBytes, peer: Peer, connection: UInt64, request: UInt64,
        due: ContinuousClock.Instant
    ) async throws(Refusal) -> ConnectionIdentity {
        guard !clients.isEmpty else {
            throw .notAuthenticated("no clients are configured; this connection has its role without AUTH")
        }
        let place: Logger.Metadata = ["connection": "\(connection)", "request": "\(request)"]
        let subject = AuditSubject(connection: connection, request: request)
        lastNumber += 1
        let number = lastNumber
        switch await turn(number, AuthenticationOrigin(peer), name, due) {
        case .admitted: break
        case .refused(let milliseconds):
            logFailure(of: name, peer, place, "too many have failed; this one was not checked")
            throw .tooManyFailures(retryAfterMilliseconds: milliseconds)
        case .expired: throw .busy(.authentications, retryAfterMilliseconds: parts.hasher.retryAfterMilliseconds)
        }
        let client = clients.client(named: name, at: peer)
        let work = HashingWork.authenticate(
            candidate: secret, encodedHash: client?.secretHash, costliestHash: clients.costliestHash)
        let result = await desk.hash(work, flow: flow(of: peer, name), deadline: due)
        switch (result, client) {
        case (.matched, let client?):
            end(number, .succeeded)
            guard await record(.granted, .secret, client.name.text, subject, by: due) else { throw .unavailable }
            // The clients may have been replaced meanwhile; from here on whoever reads them finds this connection.
            guard clients.client(named: name, at: peer) == client else {
                throw .notAuthenticated("the clients have changed meanwhile; authenticate again")
            }
            parts.logger.info(
                "client authenticated",
                metadata: place.merging(["client": "\(client.name)", "peer": "\(peer.shown)"]) { $1 })
            return ConnectionIdentity(client)
        case (.matched, nil), (.mismatched, _):
            end(number, .failed)
            let known = clients.knows(name) ? name : nil
            let reason: AuditEvent.Reason =
                known == nil ? .unknownClient : client == nil ? .wrongNetwork : .wrongSecret
            guard await record(.denied, reason, known, subject, by: due) else { throw .unavailable }
            logFailure(of: name, peer, place, "the name or the secret is wrong, or not from that address")
            throw .notAuthenticated("the name or the secret is wrong, or this client may not come from here")
        case (.outOfMemory, _), (.hashed, _):
            end(number, .released)
            throw .unavailable
        case (nil, _):
            end(number, .released)
            throw .busy(.hashes, retryAfterMilliseconds: parts.hasher.retryAfterMilliseconds)
        }
    }

    /// Audits a connection that its certificate, or its user on this machine, has made a client's; false when no row in the
    /// store has it.
    func audit(_ reason: AuditEvent.Reason, _ caller: Caller, _ told: @escaping AuditJournal.Told) {
        journal.tally(caller.subject().event(.client, .granted, reason, at: parts.clock.calendarNow), told)
    }

    private func record(
        _ outcome: AuditEvent.Outcome, _ reason: AuditEvent.Reason, _ name: String?, _ subject: AuditSubject,
        by due: ContinuousClock.Instant
    ) async -> Bool {
        var subject = subject
        subject.client = name
        return await journal.record(subject.event(.client, outcome, reason, at: parts.clock.calendarNow), by: due)
    }

    // MARK: The limiter

    private func turn(
        _ number: UInt64, _ origin: AuthenticationOrigin, _ name: String, _ deadline: ContinuousClock.Instant,
        isolation: isolated (any Actor)? = #isolation
    ) async -> Turn {
        guard limiter.arrive(number, from: origin, name: name) else { return .expired }
        let expiry = parts.loop.schedule(at: parts.hasher.latestStart(for: deadline), by: parts.clock) {
            self.withdraw(number)
        }
        defer { expiry.cancel() }
        let withdraw = parts.loop.receiver { self.withdraw($0) }
        return await withTaskCancellationHandler {
            // Keeps this closure where its caller is.
            _ = isolation
            return await withCheckedContinuation { continuation in
                turns[number] = continuation
                drive()
            }
        } onCancel: {
            withdraw(number)
        }
    }

    private func withdraw(_ number: UInt64) {
        guard limiter.withdrawWaiting(number) else { return }
        turns.removeValue(forKey: number)?.resume(returning: .expired)
    }

    private func end(_ number: UInt64, _ outcome: AuthenticationLimiter.Outcome) {
        limiter.finish(number, outcome, now: parts.clock.now)
        parts.metrics.authenticationEnded(outcome)
        drive()
    }

    private func drive() {
        while let action = limiter.nextAction(now: parts.clock.now) {
            switch action {
            case .admit(let number): turns.removeValue(forKey: number)?.resume(returning: .admitted)
            case .refuse(let number, let milliseconds):
                parts.metrics.authenticationRefused()
                turns.removeValue(forKey: number)?.resume(returning: .refused(retryAfterMilliseconds: milliseconds))
            }
        }
    }

    private func flow(of peer: Peer, _ name: String) -> HashingFlow {
        let origin = AuthenticationOrigin(peer)
        return limiter.hasProven(origin, name: name) ? .proven(origin) : .strangers
    }

    /// The name is logged when it is a client's: any other may be a secret in the wrong place.
    private func logFailure(of name: String, _ peer: Peer, _ place: Logger.Metadata, _ reason: String) {
        let known = clients.knows(name) ? name : "unknown"
        let metadata: Logger.Metadata = ["client": "\(known)", "peer": "\(peer.shown)", "reason": "\(reason)"]
        parts.logger.notice("client not authenticated", metadata: place.merging(metadata) { $1 })
    }
}

extension Peer {
    /// As the log shows it.
    public var shown: String {
        switch self {
        case .tcp(let address, _): address?.description ?? "unknown"
        case .unix(let userID): userID.map { "user \($0)" } ?? "unknown"
        }
    }
}
