public import Access
import Logging
import NIOCore
public import ServiceLifecycle
public import VoicemailModel
import ZoneRules

/// The core as a service of its own: it starts before whoever serves, and ends after.
extension Gatekeeper: Service {
    /// Runs until it is told to stop. Front ends wait for `hasStarted()` before they say that they are ready.
    public func run() async throws {
        await start()
        try? await gracefulShutdown()
        await stop()
    }

    /// Returns when requests can be answered.
    public func hasStarted() async {
        guard phase == .starting else { return }
        await withCheckedContinuation { whenStarted.append($0) }
    }

    /// A front end takes no new connections any more: monitoring is told.
    public func frontEndStops() {
        phase = .stopping
    }

    private func start() async {
        sealKeeper = parts.sealing.map { sealing in
            SealKeeper(
                sealing, store, on: eventLoop, clock: clock, patience: rules.deadline, logger: logger,
                administrator: NIOLoopBound(administrator, eventLoop: eventLoop),
                journal: NIOLoopBound(journal, eventLoop: eventLoop))
        }
        await settleOverdueReservations()
        await recordStart()
        serveKeepers()
        phase = .serving
        await sealKeeper?.resume()
        settingsReader = Task {
            guard let count = await mailboxCount() else { return }
            await mailboxes.readSettings(expecting: count)
        }
        for continuation in whenStarted { continuation.resume() }
        whenStarted = []
    }

    private func stop() async {
        phase = .stopping
        settingsReader?.cancel()
        await settingsReader?.value
        await sealKeeper?.stop()
        await endAttempts()
        // Writes what is still counted, and that the server has stopped.
        journal.recordRepeats(now: UnixTime(milliseconds: .max))
        _ = await journal.record(
            AuditEvent(time: clock.calendarNow, kind: .serverStopped, outcome: .done), isOwed: true)
    }

    /// Waits for what is still hashed or written, for as long as a request may take: what is out when the store closes counts as failed
    /// at the next start.
    private func endAttempts() async {
        let end = due
        while runner.isBusy, clock.instant < end {
            await runner.takeBack()
            await withCheckedContinuation { continuation in
                eventLoop.schedule(at: clock.instant.advanced(by: .milliseconds(20)), by: clock) {
                    continuation.resume()
                }
            }
        }
    }

    /// What a process that does not live any more has left out counts as failed.
    private func settleOverdueReservations() async {
        let overdue = await withCheckedContinuation { continuation in
            store.overdueReservations { continuation.resume(returning: $0) }
        }
        guard case .success(let overdue) = overdue else {
            return logger.error("the attempts of the last run could not be read")
        }
        guard !overdue.isEmpty else { return }
        let rules = rules.access
        // All at once, so that they share commits.
        var left = overdue.count
        await withCheckedContinuation { continuation in
            for id in overdue {
                runner.ledger.transact(id, .unhurried) {
                    $0.settleOverdue(by: rules)
                } completion: { result in
                    if let error = result.error {
                        self.logger.error(
                            "an attempt of the last run could not be settled", metadata: ["error": "\(error)"])
                    }
                    left -= 1
                    if left == 0 { continuation.resume() }
                }
            }
        }
    }

    /// Records that the server is about to serve, and what it found wrong with the audit.
    private func recordStart() async {
        if let auditObjection {
            logger.error(
                "the audit was altered while no server ran: `vmgate audit verify` names the row",
                metadata: ["what": "\(auditObjection)"])
            _ = await journal.record(
                AuditEvent(time: clock.calendarNow, kind: .auditDamaged, outcome: .refused), isOwed: true)
        }
        let event = AuditEvent(
            time: clock.calendarNow, kind: .serverStarted, outcome: .done, details: [.name("version", version)])
        guard await journal.record(event, isOwed: true) else {
            return logger.error("the start could not be recorded in the audit")
        }
        await sealKeeper?.recordKeys()
    }

    // MARK: What is read again

    /// From now on `observer` is told of other clients, on the event loop, after they are in force.
    public func observeClients(_ observer: @escaping @Sendable (ClientList, ClientChange) -> Void) {
        clientObservers.append(observer)
    }

    private func serveKeepers() {
        keepers.clients?.serve { list in
            self.eventLoop.execute { self.assumeIsolated { $0.replaceClients(with: list) } }
        }
        keepers.blocklist?.serve { list in
            self.eventLoop.execute { self.assumeIsolated { $0.replaceBlocklist(with: list) } }
        }
        keepers.zones?.serve { edition in
            self.eventLoop.execute { self.assumeIsolated { $0.forgetZones(edition) } }
        }
    }

    private func replaceClients(with list: ClientList) {
        let change = gate.replaceClients(with: list)
        for observer in clientObservers { observer(list, change) }
    }

    /// PINs that were chosen before stay in force, as when any rule changes.
    func replaceBlocklist(with list: PINBlocklist) {
        policy.blocklist = list
        administrator.policy = policy
        runner.replacePolicy(with: policy)
        logger.notice("the blocklist was reloaded", metadata: ["pins": "\(list.count)"])
    }

    private func forgetZones(_ edition: ZoneDatabase.Edition) {
        speech.forgetZones()
        logger.notice("time zone rules were reloaded", metadata: ["time_zones": "\(edition)"])
    }

    // MARK: What monitoring asks

    /// Nil when requests can be answered, otherwise one sentence that says why not. That it is answered at all shows that the event
    /// loop turns.
    public func objectionToServing() async -> String? {
        switch phase {
        case .starting: return "The server is starting."
        case .stopping: return "The server is stopping: it takes no new connections."
        case .serving: break
        }
        let hashing = parts.hasher.status
        guard hashing.threads == hashing.workers else {
            return "Of \(hashing.workers) hashing threads, \(hashing.threads) are left: restart the server."
        }
        switch await countMailboxes() {
        case .success: return nil
        case .failure(.displaced(let sentence)): return "The database is not served: \(sentence)."
        case .failure: return "The database does not answer: the log has the reason."
        }
    }

    /// Brings up to date the metrics that are asked for and not recorded as things happen.
    public func refreshMetrics() async {
        let uptime = Double(clock.now.milliseconds(since: started)) / 1000
        parts.metrics.refresh(parts.hasher.status, uptimeSeconds: uptime)
        if let count = await mailboxCount() { parts.metrics.refresh(mailboxCount: count) }
        if let count = await lockedMailboxCount() { parts.metrics.refresh(lockedMailboxCount: count) }
        if let sealKeeper, let counts = await sealKeeper.counts() {
            parts.metrics.refresh(counts, activeKey: sealKeeper.activeKey)
        }
    }
}

/// Clients.
extension Gatekeeper {
    /// Who a connection is when it opens; nil when it must say so by AUTH.
    public func identity(of peer: Peer) -> ConnectionIdentity? {
        gate.clients.identity(of: peer)
    }

    /// Whether clients are configured.
    public var hasClients: Bool { !gate.clients.isEmpty }

    /// Whether some client is known by its user on the Unix socket.
    public var admitsUsers: Bool { gate.clients.hasUsers }

    /// Makes a client of a connection, if `secret` is right.
    public func authenticate(
        name: String, secret: SecretBytes, peer: Peer, connection: UInt64, request: UInt64
    ) async throws(Refusal) -> ConnectionIdentity {
        try await inTime(within: .seconds(Limits.authenticationSeconds)) { gatekeeper, due throws(Refusal) in
            try await gatekeeper.gate.authenticate(
                name: name, secret: secret, peer: peer, connection: connection, request: request, due: due)
        }
    }

    /// Audits a connection that its certificate, or its user on this machine, has made a client's. `told` is called once, on the
    /// event loop: false when no row in the store has it, and then nothing is to be done for it.
    public func auditClient(_ reason: AuditEvent.Reason, _ caller: Caller, told: @escaping @Sendable (Bool) -> Void) {
        gate.audit(reason, caller, told)
    }
}
