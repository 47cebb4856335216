import Access
public import VoicemailModel

/// What admins ask.
extension Gatekeeper {
    /// Adds a mailbox.
    ///
    /// - Parameter mustChange: nil where nothing was said of it.
    public func add(
        _ id: MailboxID, _ pin: NewPIN, _ assignments: [SettingAssignment], mustChange: Bool? = nil,
        from caller: Caller
    ) async throws(Refusal) -> GeneratedPIN {
        try authorize(.add, caller)
        if let objection = caller.authorization.objection(toAdding: id) { throw .notPermitted(objection) }
        return try await inTurn(pin, caller) { gatekeeper, due throws(Refusal) in
            try await gatekeeper.administrator.add(id, pin, assignments, mustChange: mustChange, caller, due: due)
        }
    }

    /// Changes fields of a mailbox: all or none.
    public func set(
        _ id: MailboxID, _ assignments: [SettingAssignment], _ pin: PINAssignment, from caller: Caller
    ) async throws(Refusal) {
        try authorize(.set, caller)
        let id = caller.seen(id)
        try await inTime(inTurnOf: caller) { gatekeeper, due throws(Refusal) in
            try await gatekeeper.administrator.set(id, assignments, pin, caller, due: due)
        }
    }

    public func remove(_ id: MailboxID, from caller: Caller) async throws(Refusal) {
        try authorize(.remove, caller)
        let id = caller.seen(id)
        try await inTime(inTurnOf: caller) { gatekeeper, due throws(Refusal) in
            try await gatekeeper.administrator.remove(id, caller, due: due)
        }
    }

    /// Gives a mailbox a new PIN, and unlocks it.
    public func reset(_ id: MailboxID, _ pin: NewPIN, from caller: Caller) async throws(Refusal) -> GeneratedPIN {
        try authorize(.reset, caller)
        let id = caller.seen(id)
        return try await inTurn(pin, caller) { gatekeeper, due throws(Refusal) in
            try await gatekeeper.administrator.reset(id, pin, caller, due: due)
        }
    }

    /// Ends a mailbox's lockout.
    public func unlock(_ id: MailboxID, from caller: Caller) async throws(Refusal) {
        try authorize(.unlock, caller)
        let id = caller.seen(id)
        try await inTime(inTurnOf: caller) { gatekeeper, due throws(Refusal) in
            try await gatekeeper.administrator.unlock(id, caller, due: due)
        }
    }

    /// Forgets the failures of a source, as each client counts it whose mailboxes the caller sees.
    public func unlock(_ source: Source, from caller: Caller) async throws(Refusal) {
        try authorize(.unlock, caller)
        let contexts = caller.authorization.contexts
        let owners = gate.clients.names(limitedWithin: contexts)
        try await inTime(inTurnOf: caller) { gatekeeper, due throws(Refusal) in
            try await gatekeeper.administrator.unlock(
                source, ownedBy: owners, isSeenPlain: contexts == nil, caller, due: due)
        }
    }

    // MARK: Keys

    /// What PINs are sealed with; nil where they are not sealed.
    public func keyStatus(from caller: Caller) async throws(Refusal) -> KeyStatus? {
        try authorize(.key, caller)
        guard sealKeeper != nil else { return nil }
        return try await inTime(inTurnOf: caller) { gatekeeper, _ throws(Refusal) in
            try await gatekeeper.sealKeeper?.status()
        }
    }

    /// Makes a new key active and begins to seal everything with it. While that goes on there is no further new key.
    public func rotateKey(from caller: Caller) async throws(Refusal) -> KeyStatus {
        try authorize(.key, caller)
        guard let sealKeeper else {
            throw .badValue(field: "command", "PINs are not sealed here: name a key file in seal.key_file")
        }
        return try await inTime(inTurnOf: caller) { _, due throws(Refusal) in
            try await sealKeeper.rotate(caller, due: due)
        }
    }

    // MARK: Turns

    /// An admin's request that hashes has its turn first: many of those at once would fill the queue. It waits for as long as others
    /// before it take, so that its time begins with its turn.
    private func inTurn<Value: Sendable>(
        _ pin: NewPIN, _ caller: Caller,
        _ body: @escaping @Sendable (isolated Gatekeeper, ContinuousClock.Instant) async throws(Refusal) -> Value
    ) async throws(Refusal) -> Value {
        guard pin.isHashed else { return try await inTime(inTurnOf: caller, body) }
        administrationTurns.atOnce = administrationsAtOnce
        await withCheckedContinuation { continuation in
            administrationTurns.enter(parts.flow(of: caller).number, by: nil) { _ in continuation.resume() }
        }
        defer {
            administrationTurns.atOnce = administrationsAtOnce
            administrationTurns.leave()
        }
        guard !Task.isCancelled else {
            throw .busy(.hashes, retryAfterMilliseconds: parts.hasher.retryAfterMilliseconds)
        }
        return try await inTime(inTurnOf: caller, body)
    }

    /// As many as keep the hashing threads busy while others wait for their commit, if that can be done in time; and no more than
    /// half of the queue.
    private var administrationsAtOnce: Int {
        let status = parts.hasher.status
        let besides = max(1, Int(Self.commitTime / status.meanHashTime))
        let inTime = Int(rules.deadline / 4 / status.meanHashTime)
        let forEachWorker = max(1, min(1 + besides, inTime))
        return max(1, min(forEachWorker * status.workers, status.queueCapacity / 2, Limits.administrationsAtOnce))
    }

    /// Time that a commit takes at most, usually: it gathers for some milliseconds, and waits for the disk.
    private static let commitTime = Duration.milliseconds(20)
}

extension NewPIN {
    fileprivate var isHashed: Bool {
        switch self {
        case .generate, .chosen: true
        case .noPIN, .encoded: false
        }
    }
}
