import Access
import Dispatch
import Logging
import Sealing
import VoicemailModel
import Wire

/// Hashes are sealed where they go to the store and opened on the hashing threads: in memory they are sealed too.
extension Gatekeeper {
    /// What an attempt is compared with; nil when no PIN is set.
    func storedHash(of entry: MailboxEntry) -> (any EncodedHash)? {
        guard let pin = entry.mailbox?.pin else { return nil }
        return seals?.sealer.hash(of: pin, in: entry.id) ?? pin.encodedHash
    }

    /// One of the mailbox's earlier hashes, as it is compared with.
    func storedEarlierHash(_ text: String, of id: MailboxID) -> any EncodedHash {
        seals?.sealer.earlierHash(text, in: id) ?? text
    }

    /// `pin` in place of `former`, which is remembered as far as the policy asks for.
    nonisolated func following(_ former: PINRecord?, by pin: PINRecord, of id: MailboxID) -> PINRecord {
        guard rules.rememberedPINs > 0, let former else {
            return pin.following(former, formerHash: nil, remembering: rules.rememberedPINs)
        }
        let hash = seals.map { $0.sealer.earlierHash(of: former, in: id) } ?? former.encodedHash
        return pin.following(former, formerHash: hash, remembering: rules.rememberedPINs)
    }

    /// `change` as it is stored: with its hash sealed, if that is new.
    func sealed(_ change: MailboxChange) -> MailboxChange {
        guard let seals, case .put(var mailbox) = change.existence, let pin = mailbox.pin, pin.seal == nil else {
            return change
        }
        mailbox.pin = seals.sealer.seal(pin, for: change.id)
        var sealed = change
        sealed.existence = .put(mailbox)
        return sealed
    }

    // MARK: Keys

    func keyStatus() async -> Reply {
        await keyStatus(isRotated: nil)
    }

    /// - Parameter isRotated: whether a new key was made for this request; nil when it did not ask for one.
    private func keyStatus(isRotated: Bool?) async -> Reply {
        guard let seals else { return .key([("sealed", "false")]) }
        guard case .success(let counts) = await sealCounts(seals) else { return .failure(.unavailable) }
        let keys = seals.sealer.ring.all.map { "\($0.id):\(counts.sealed[$0.id.text] ?? 0)" }
        var entries = [("sealed", "true")]
        if let isRotated { entries.append(("rotated", "\(isRotated)")) }
        return .key(
            entries + [
                ("active", seals.sealer.ring.active.id.text),
                ("keys", keys.joined(separator: ",")),
                ("plain", "\(counts.plain)"),
                ("failed", "\(sealing.failed)"),
                ("state", isSealing(counts, seals) ? "sealing" : "idle"),
            ])
    }

    /// Whether hashes are being sealed anew, or will be as soon as all seals have been added up.
    private func isSealing(_ counts: SealCounts, _ seals: Seals) -> Bool {
        sealing.pass != nil || sealing.addition != nil && outdated(counts, seals) > 0
    }

    /// Hashes that are not sealed with the active key.
    private func outdated(_ counts: SealCounts, _ seals: Seals) -> Int {
        let active = seals.sealer.ring.active.id.text
        return counts.plain + counts.sealed.filter { $0.key != active }.values.reduce(0, +)
    }

    /// Makes a new key active and begins to seal everything with it. While that goes on there is no further new key.
    func rotateKey(from origin: RequestOrigin) async -> Reply {
        guard let seals else {
            return .failure(.badValue(field: "command", "PINs are not sealed here: name a key file in seal.key_file"))
        }
        let ring = seals.sealer.ring
        guard sealing.pass == nil, !sealing.isRotating else { return await keyStatus(isRotated: false) }
        guard ring.all.count < Self.keyLimit else {
            return .failure(
                .badValue(field: "command", "too many old keys are still in use; reset the PINs that do not open"))
        }
        sealing.isRotating = true
        defer { sealing.isRotating = false }
        do {
            let key = try await offLoop {
                let key = try SealKey.random()
                try seals.file.replace(with: [key] + ring.all)
                return key
            }
            ring.activate(key)
            logger.notice("a new key seals PINs from now on", metadata: origin.metadata(["key": "\(key.id)"]))
        } catch {
            logger.error("the key could not be rotated", metadata: origin.metadata(["error": "\(error)"]))
            return .failure(.badValue(field: "command", "the key file cannot be written; the log says why"))
        }
        let id = ring.active.id.text
        sealing.isRotating = false
        resumePass(seals)
        guard await record(auditEvent(.keyRotated, .done, from: origin, details: [.key(id)])) else {
            return .failure(.unavailable)
        }
        return await keyStatus(isRotated: true)
    }

    /// Keys that one file may have, old ones included.
    private static let keyLimit = 16

    // MARK: Sealing what is there

    /// Goes on, in the background, with what the last run of the server has left to seal.
    func resumeSealing() {
        guard let seals else { return }
        sealing.addition = Task {
            // Before anything is sealed anew: a new key begins a new sum.
            await addUp(seals)
            if !Task.isCancelled { resumePass(seals) }
            sealing.addition = nil
        }
    }

    /// Returns when nothing is being sealed any more.
    func stopSealing() async {
        sealing.addition?.cancel()
        sealing.pass?.cancel()
        seals?.store.stopAddingUp()
        await sealing.addition?.value
        await sealing.pass?.value
    }

    private func addUp(_ seals: Seals) async {
        let result = await withCheckedContinuation { continuation in
            seals.store.addUpSeals { continuation.resume(returning: $0) }
        }
        switch result {
        case .success(true): break
        case .success(false): seals.sealer.reportUnbalanced()
        case .failure(let error) where !Task.isCancelled:
            logger.warning("the seals were not added up", metadata: ["error": "\(error)"])
        case .failure: break
        }
    }

    private func resumePass(_ seals: Seals) {
        // A pass ends with writing the key file: not while a rotation writes it, which begins a pass of its own.
        guard sealing.pass == nil, !sealing.isRotating, phase == .serving else { return }
        sealing.pass = Task {
            await sealAll(seals)
            sealing.pass = nil
        }
    }

    private func sealAll(_ seals: Seals) async {
        let ring = seals.sealer.ring
        guard case .success(let before) = await sealCounts(seals) else { return }
        let left = outdated(before, seals)
        // Usually there is nothing to do, and then nobody looks at each mailbox.
        guard left > 0 || seals.sealer.acceptsPlain || ring.all.count > 1 else { return }
        guard !(ring.all.count == 1 && !seals.sealer.acceptsPlain) else {
            return logger.error(
                "mailboxes have hashes that are not sealed; another program has written them, and no PIN fits them",
                metadata: ["mailboxes": "\(before.plain)"])
        }
        logger.notice("sealing PINs", metadata: ["key": "\(ring.active.id)", "mailboxes": "\(left)"])
        sealing.failed = 0
        if left > 0, await !sealPages(seals) { return }
        await finish(seals)
    }

    /// False when it was stopped, or could not read on.
    private func sealPages(_ seals: Seals) async -> Bool {
        var after: MailboxID?
        repeat {
            let start = after
            let page = await withCheckedContinuation { continuation in
                seals.store.seals(after: start, count: Self.pageSize) { continuation.resume(returning: $0) }
            }
            guard !Task.isCancelled, case .success(let page) = page else { return false }
            let active = seals.sealer.ring.active.id.text
            var outdated = page.mailboxes.filter { $0.key != active }.map(\.id)[...]
            while !outdated.isEmpty, !Task.isCancelled {
                await sealBatch(outdated.prefix(Self.batchSize), seals)
                outdated = outdated.dropFirst(Self.batchSize)
            }
            after = page.next
        } while after != nil && !Task.isCancelled
        return !Task.isCancelled
    }

    /// Mailboxes that are looked at in one read, a millisecond's worth.
    private static let pageSize = 500
    /// Mailboxes that are sealed at a time: few, so that logins come in between, and enough to share a commit.
    private static let batchSize = 16

    private func sealBatch(_ mailboxes: ArraySlice<MailboxID>, _ seals: Seals) async {
        await withTaskGroup(of: Bool.self) { group in
            for mailbox in mailboxes {
                group.addTask { await self.reseal(mailbox, seals.sealer) }
            }
            for await isDone in group where !isDone { sealing.failed += 1 }
        }
    }

    /// Seals one mailbox's hash with the active key, as an admin's change that takes its turn. False when it cannot be.
    private func reseal(_ id: MailboxID, _ sealer: HashSealer) async -> Bool {
        let origin = RequestOrigin(connection: 0, request: 0)
        guard let entry = try? await entry(for: id, from: origin) else { return false }
        guard let pin = entry.mailbox?.pin else { return true }
        guard sealer.isOutdated(pin) else { return pin.seal != .missing }
        let administration = Administration(origin: origin, deadline: commitDeadline(of: origin)) { mailbox in
            guard var mailbox, let pin = mailbox.pin, sealer.isOutdated(pin), let sealed = sealer.reseal(pin, for: id)
            else { return .refused(.noMailbox) }
            mailbox.pin = sealed
            return .put(mailbox)
        }
        switch await perform(administration, on: entry, .administered(clearsFailures: false, replacesPIN: false)) {
        case .done: return true
        case .refused: return !(mailboxes[id]?.mailbox?.pin.map(sealer.isOutdated) ?? false)
        case .unavailable: return false
        }
    }

    /// Nothing is left to seal, but for what could not be: what is not needed any more goes.
    private func finish(_ seals: Seals) async {
        guard case .success(let counts) = await sealCounts(seals) else { return }
        let isSealed = counts.plain == 0
        let finished = await withCheckedContinuation { continuation in
            seals.store.finishSealing(isSealed: isSealed) { continuation.resume(returning: $0) }
        }
        if case .failure(let error) = finished {
            return logger.error("the end of sealing could not be written", metadata: ["error": "\(error)"])
        }
        if isSealed { seals.sealer.refusePlain() }
        // The audit's key went with that commit: what is still sealed with an old key are the hashes that were counted.
        let ring = seals.sealer.ring
        let unused = Set(ring.all.dropFirst().map(\.id).filter { counts.sealed[$0.text] == nil })
        if !unused.isEmpty {
            do {
                try await offLoop { try seals.file.replace(with: ring.all.filter { !unused.contains($0.id) }) }
                ring.drop(unused)
                await recordKeys()
            } catch {
                logger.error("an old key could not be removed from the key file", metadata: ["error": "\(error)"])
            }
        }
        logger.log(
            level: sealing.failed == 0 ? .notice : .warning, "PINs are sealed",
            metadata: [
                "key": "\(ring.active.id)", "failed": "\(sealing.failed)",
                "dropped": "\(unused.map(\.text).sorted().joined(separator: ","))",
            ])
    }

    func sealCounts(_ seals: Seals) async -> Result<SealCounts, StoreError> {
        let result = await withCheckedContinuation { continuation in
            seals.store.sealCounts { continuation.resume(returning: $0) }
        }
        if case .failure(let error) = result {
            logger.error("the seals could not be counted", metadata: ["error": "\(error)"])
        }
        return result
    }

    /// Runs what waits for a disk elsewhere.
    private nonisolated func offLoop<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try body() }) }
        }
    }
}
