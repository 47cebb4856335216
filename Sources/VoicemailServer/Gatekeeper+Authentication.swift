import Access
import Logging
import NIOCore
import VoicemailModel
import Wire

/// What AUTH comes to.
enum Authentication: Sendable {
    case accepted(ConnectionIdentity)
    case refused(ReplyError)
}

/// How a waiting AUTH goes on.
enum AuthenticationTurn {
    case admitted
    case refused(retryAfterMilliseconds: Int64)
    case expired
}

/// AUTH: an attempt waits for its turn at the limiter, is hashed like a PIN, and makes a client of a connection.
extension Gatekeeper {
    /// Who a connection is when it opens; nil when it must say so by AUTH.
    func identity(of peer: Peer) -> ConnectionIdentity? {
        clients.identity(of: peer)
    }

    /// Puts other clients in place of those that are there.
    func replaceClients(with next: ClientList) -> ClientChange {
        defer { clients = next }
        return ClientChange(from: clients, to: next)
    }

    /// Begins to check; `respond` is called once, on the event loop.
    func beginAuthentication(
        name: String, secret: SecretBytes, peer: Peer, from origin: RequestOrigin,
        respond: @escaping @Sendable (Authentication) -> Void
    ) -> PendingAnswer {
        .task(
            Task {
                let result = await authenticate(name: name, secret: secret, peer: peer, from: origin)
                if case .refused(let error) = result {
                    metrics.answered(.authenticate, with: .failure(error), isGone: Task.isCancelled)
                }
                respond(result)
            })
    }

    func authenticate(
        name: String, secret: SecretBytes, peer: Peer, from origin: RequestOrigin
    ) async -> Authentication {
        guard !clients.isEmpty else {
            return .refused(
                .notAuthenticated("no clients are configured; this connection has its role without AUTH"))
        }
        let deadline = ContinuousClock.now.advanced(by: .seconds(Limits.authenticationSeconds))
        let id = nextOperation()
        switch await authenticationTurn(id, AuthenticationOrigin(peer), name, deadline) {
        case .admitted: break
        case .refused(let milliseconds):
            if let count = unseenAuthenticationLog.pass(now: clock.now) {
                logFailure(of: name, peer, origin, "too many have failed; this one was not checked", count)
            }
            return .refused(.tooManyFailures(retryAfterMilliseconds: milliseconds))
        case .expired: return .refused(.busy(retryAfterMilliseconds: hasher.retryAfterMilliseconds))
        }
        let client = clients.client(named: name, at: peer)
        let work = HashingWork.authenticate(
            candidate: secret, encodedHash: client?.secretHash, costliestHash: clients.costliestHash)
        let result = await hash(work, id: id, flow: flow(of: peer, name), deadline: deadline)
        switch (result, client) {
        case (.matched, let client?):
            endAuthentication(id, .succeeded)
            guard await recordClient(.granted, .secret, client.name.text, from: origin) else {
                return .refused(.unavailable)
            }
            // The clients may have been read anew meanwhile; from here on whoever reads them finds this connection.
            guard clients.client(named: name, at: peer) == client else {
                return .refused(.notAuthenticated("the clients have changed meanwhile; authenticate again"))
            }
            logger.info(
                "client authenticated",
                metadata: origin.metadata(["client": "\(client.name)", "peer": "\(peer.shown)"]))
            return .accepted(ConnectionIdentity(client))
        case (.matched, nil), (.mismatched, _):
            endAuthentication(id, .failed)
            let known = clients.knows(name) ? name : nil
            let reason: AuditEvent.Reason =
                known == nil ? .unknownClient : client == nil ? .wrongNetwork : .wrongSecret
            guard await recordClient(.denied, reason, known, from: origin) else { return .refused(.unavailable) }
            logFailure(of: name, peer, origin, "the name or the secret is wrong, or not from that address")
            return .refused(
                .notAuthenticated("the name or the secret is wrong, or this client may not come from here"))
        case (.outOfMemory, _), (.hashed, _):
            endAuthentication(id, .released)
            return .refused(.unavailable)
        case (nil, _):
            endAuthentication(id, .released)
            return .refused(.busy(retryAfterMilliseconds: hasher.retryAfterMilliseconds))
        }
    }

    /// Audits a connection that its certificate, or its user on this machine, has made a client's; `respond` is called once, on
    /// the event loop, and told whether the row is on disk.
    func auditClient(
        _ identity: ConnectionIdentity, _ reason: AuditEvent.Reason, from origin: RequestOrigin,
        respond: @escaping @Sendable (Bool) -> Void
    ) {
        Task {
            respond(await recordClient(.granted, reason, identity.name, from: origin))
        }
    }

    private func recordClient(
        _ outcome: AuditEvent.Outcome, _ reason: AuditEvent.Reason, _ name: String?, from origin: RequestOrigin
    ) async -> Bool {
        var event = auditEvent(.client, outcome, reason, from: origin)
        event.client = name
        return await record(event)
    }

    // MARK: The limiter

    private func authenticationTurn(
        _ id: OperationID, _ origin: AuthenticationOrigin, _ name: String, _ deadline: ContinuousClock.Instant
    ) async -> AuthenticationTurn {
        guard authenticationLimiter.arrive(id, from: origin, name: name) else { return .expired }
        let expiry = schedule(at: hasher.latestStart(for: deadline)) { $0.withdrawAuthentication(id) }
        defer { expiry.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                authenticationTurns[id] = continuation
                driveAuthentications()
            }
        } onCancel: {
            onLoop { $0.withdrawAuthentication(id) }
        }
    }

    private func withdrawAuthentication(_ id: OperationID) {
        guard authenticationLimiter.withdrawWaiting(id) else { return }
        authenticationTurns.removeValue(forKey: id)?.resume(returning: .expired)
    }

    private func endAuthentication(_ id: OperationID, _ outcome: AuthenticationLimiter.Outcome) {
        authenticationLimiter.finish(id, outcome, now: clock.now)
        metrics.authenticationEnded(outcome)
        driveAuthentications()
    }

    private func driveAuthentications() {
        while let action = authenticationLimiter.nextAction(now: clock.now) {
            switch action {
            case .admit(let id): authenticationTurns.removeValue(forKey: id)?.resume(returning: .admitted)
            case .refuse(let id, let milliseconds):
                metrics.authenticationRefused()
                authenticationTurns.removeValue(forKey: id)?
                    .resume(returning: .refused(retryAfterMilliseconds: milliseconds))
            }
        }
    }

    private func flow(of peer: Peer, _ name: String) -> HashingFlow {
        let origin = AuthenticationOrigin(peer)
        return authenticationLimiter.hasProven(origin, name: name) ? .proven(origin) : .strangers
    }

    /// The name is logged when it is a client's: any other may be a secret in the wrong place.
    private func logFailure(of name: String, _ peer: Peer, _ origin: RequestOrigin, _ reason: String, _ count: Int = 1)
    {
        let known = clients.knows(name) ? name : "unknown"
        var metadata: Logger.Metadata = ["client": "\(known)", "peer": "\(peer.shown)", "reason": "\(reason)"]
        if count > 1 { metadata["count"] = "\(count)" }
        logger.notice("client not authenticated", metadata: origin.metadata(metadata))
    }
}

extension Peer {
    /// As the log shows it.
    var shown: String {
        switch self {
        case .tcp(let address, _): address?.description ?? "unknown"
        case .unix(let userID): userID.map { "user \($0)" } ?? "unknown"
        }
    }
}
