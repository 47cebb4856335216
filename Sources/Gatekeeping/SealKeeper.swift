import Access
import Dispatch
import Logging
import NIOCore
import Sealing
import VoicemailModel

/// The keys that PINs are sealed with: their rotation, and the sealing of what is not sealed with the active one.
///
/// It lives on the core's event loop.
actor SealKeeper {
    private nonisolated let executor: any SerialExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let parts: SealParts
    private let store: any MailboxStore
    private let clock: any ServerClock
    private let patience: Duration
    private let logger: Logger
    private let administrator: NIOLoopBound<MailboxAdministrator>
    private let journal: NIOLoopBound<AuditJournal>
    /// Whether passes may begin.
    private var isServing = false
    /// Seals one mailbox after another; nil when nothing is left to seal.
    private var pass: Task<Void, Never>?
    /// Adds up all seals.
    private var addition: Task<Void, Never>?
    /// Whether a new key is being written.
    private var isRotating = false
    /// Hashes that could not be resealed in the last pass: they did not open, or were not committed.
    private var failed = 0

    init(
        _ parts: SealParts, _ store: any MailboxStore, on loop: any EventLoop, clock: any ServerClock,
        patience: Duration,
        logger: Logger,
        administrator: NIOLoopBound<MailboxAdministrator>, journal: NIOLoopBound<AuditJournal>
    ) {
        executor = loop.executor
        self.parts = parts
        self.store = store
        self.clock = clock
        self.patience = patience
        self.logger = logger
        self.administrator = administrator
        self.journal = journal
    }

    // MARK: Keys

    /// - Parameter isRotated: whether a new key was made for this request; nil when it did not ask for one.
    func status(isRotated: Bool? = nil) async throws(Refusal) -> KeyStatus {
        guard let counts = await counts() else { throw .unavailable }
        let ring = parts.sealer.ring
        return KeyStatus(
            isRotated: isRotated, activeKey: ring.active.id.text,
            keys: ring.all.map { KeyStatus.Key(id: $0.id.text, hashes: counts.sealed[$0.id.text] ?? 0) },
            plain: counts.plain, failed: failed, isSealing: isSealing(counts))
    }

    /// Whether hashes are being sealed anew, or will be as soon as all seals have been added up.
    private func isSealing(_ counts: SealCounts) -> Bool {
        pass != nil || addition != nil && leftToSeal(counts) > 0
    }

    /// Hashes that are not sealed with the active key.
    private func leftToSeal(_ counts: SealCounts) -> Int {
        let active = parts.sealer.ring.active.id.text
        return counts.plain + counts.sealed.filter { $0.key != active }.values.reduce(0, +)
    }

    /// Makes a new key active and begins to seal everything with it. While that goes on there is no further new key.
    func rotate(_ caller: Caller, due: ContinuousClock.Instant) async throws(Refusal) -> KeyStatus {
        let ring = parts.sealer.ring
        guard pass == nil, !isRotating else { return try await status(isRotated: false) }
        guard ring.all.count < Self.keyLimit else {
            throw .badValue(field: "command", "too many old keys are still in use; reset the PINs that do not open")
        }
        isRotating = true
        defer { isRotating = false }
        do {
            let file = parts.file
            let key = try await offLoop {
                let key = try SealKey.random()
                try file.replace(with: [key] + ring.all)
                return key
            }
            ring.activate(key)
            logger.notice("a new key seals PINs from now on", metadata: caller.metadata(["key": "\(key.id)"]))
        } catch {
            logger.error("the key could not be rotated", metadata: caller.metadata(["error": "\(error)"]))
            throw .badValue(field: "command", "the key file cannot be written; the log says why")
        }
        let id = ring.active.id.text
        isRotating = false
        resumePass()
        let event = caller.subject().event(.keyRotated, .done, at: clock.calendarNow, [.key(id)])
        guard await journal.value.record(event, by: due) else { throw .unavailable }
        return try await status(isRotated: true)
    }

    /// Keys that one file may have, old ones included.
    private static let keyLimit = 16

    // MARK: Sealing what is there

    /// Goes on, in the background, with what the last run of the server has left to seal.
    func resume() {
        isServing = true
        addition = Task {
            // Before anything is resealed: a new key begins a new sum.
            await addUp()
            if !Task.isCancelled { resumePass() }
            addition = nil
        }
    }

    /// Returns when nothing is being sealed any more.
    func stop() async {
        isServing = false
        addition?.cancel()
        pass?.cancel()
        parts.store.stopAddingUp()
        await addition?.value
        await pass?.value
    }

    private func addUp() async {
        let result = await withCheckedContinuation { continuation in
            parts.store.addUpSeals { continuation.resume(returning: $0) }
        }
        switch result {
        case .success(true): break
        case .success(false): parts.sealer.reportUnbalanced()
        case .failure(let error) where !Task.isCancelled:
            logger.warning("the seals were not added up", metadata: ["error": "\(error)"])
        case .failure: break
        }
    }

    private func resumePass() {
        // A pass ends with writing the key file: not while a rotation writes it, which begins a pass of its own.
        guard pass == nil, !isRotating, isServing else { return }
        pass = Task {
            await sealAll()
            pass = nil
        }
    }

    private func sealAll() async {
        let ring = parts.sealer.ring
        guard let before = await counts() else { return }
        let left = leftToSeal(before)
        // Usually there is nothing to do, and then nobody looks at each mailbox.
        guard left > 0 || parts.sealer.acceptsPlain || ring.all.count > 1 else { return }
        guard !(ring.all.count == 1 && !parts.sealer.acceptsPlain) else {
            return logger.error(
                "mailboxes have hashes that are not sealed; another program has written them, and no PIN fits them",
                metadata: ["mailboxes": "\(before.plain)"])
        }
        logger.notice("sealing PINs", metadata: ["key": "\(ring.active.id)", "mailboxes": "\(left)"])
        failed = 0
        if left > 0, await !sealPages() { return }
        await finish()
    }

    /// False when it was stopped, or could not read on.
    private func sealPages() async -> Bool {
        var after: MailboxID?
        repeat {
            let start = after
            let page = await withCheckedContinuation { continuation in
                parts.store.seals(after: start, count: Self.pageSize) { continuation.resume(returning: $0) }
            }
            guard !Task.isCancelled, case .success(let page) = page else { return false }
            let active = parts.sealer.ring.active.id.text
            var left = page.mailboxes.filter { $0.key != active }.map(\.id)[...]
            while !left.isEmpty, !Task.isCancelled {
                await sealBatch(left.prefix(Self.batchSize))
                left = left.dropFirst(Self.batchSize)
            }
            after = page.next
        } while after != nil && !Task.isCancelled
        return !Task.isCancelled
    }

    /// Mailboxes that are looked at in one read, a millisecond's worth.
    private static let pageSize = 500
    /// Mailboxes that are sealed at a time: few, so that logins come in between, and enough to share a commit.
    private static let batchSize = 16

    private func sealBatch(_ mailboxes: ArraySlice<MailboxID>) async {
        await withTaskGroup(of: Bool.self) { group in
            for mailbox in mailboxes {
                group.addTask { await self.reseal(mailbox) }
            }
            for await isDone in group where !isDone { failed += 1 }
        }
    }

    /// Seals one mailbox's hash with the active key, as an admin's change. False when it cannot be.
    private func reseal(_ id: MailboxID) async -> Bool {
        let stored = await withCheckedContinuation { continuation in
            store.load(id) { continuation.resume(returning: $0) }
        }
        guard case .success(let stored) = stored else { return false }
        guard let pin = stored.mailbox?.pin else { return true }
        guard parts.sealer.needsResealing(pin) else { return pin.seal != .missing }
        guard let sealed = parts.sealer.reseal(pin, for: id) else { return false }
        let administration = Administration(audit: nil, clearsFailures: false, replacesPIN: false) { mailbox in
            // What has replaced it since is sealed with the active key, as everything new is.
            guard var mailbox, let current = mailbox.pin, current.encodedHash == pin.encodedHash else {
                return .refused(.done)
            }
            mailbox.pin = sealed
            mailbox.pin?.mustChange = current.mustChange
            return .put(mailbox)
        }
        let terms = TransactionTerms(by: clock.instant.advanced(by: patience), isOwed: true)
        return switch await administrator.value.perform(administration, on: id, terms) {
        case .success(nil), .success(.done): true
        case .success(.noMailbox), .success(.exists), .success(.noPIN), .failure: false
        }
    }

    /// Nothing is left to seal, but for what could not be: what is not needed any more goes.
    private func finish() async {
        guard let counts = await counts() else { return }
        let isSealed = counts.plain == 0
        let finished = await withCheckedContinuation { continuation in
            parts.store.finishSealing(isSealed: isSealed) { continuation.resume(returning: $0) }
        }
        if case .failure(let error) = finished {
            return logger.error("the end of sealing could not be written", metadata: ["error": "\(error)"])
        }
        if isSealed { parts.sealer.refusePlain() }
        // The audit's key went with that commit: what is still sealed with an old key are the hashes that were counted.
        let ring = parts.sealer.ring
        let unused = Set(ring.all.dropFirst().map(\.id).filter { counts.sealed[$0.text] == nil })
        if !unused.isEmpty {
            do {
                let (file, keys) = (parts.file, ring.all.filter { !unused.contains($0.id) })
                try await offLoop { try file.replace(with: keys) }
                ring.drop(unused)
                await recordKeys()
            } catch {
                logger.error("an old key could not be removed from the key file", metadata: ["error": "\(error)"])
            }
        }
        logger.log(
            level: failed == 0 ? .notice : .warning, "PINs are sealed",
            metadata: [
                "key": "\(ring.active.id)", "failed": "\(failed)",
                "dropped": "\(unused.map(\.text).sorted().joined(separator: ","))",
            ])
    }

    nonisolated var activeKey: String { parts.sealer.ring.active.id.text }

    /// Nil when they could not be read.
    func counts() async -> SealCounts? {
        let result = await withCheckedContinuation { continuation in
            parts.store.sealCounts { continuation.resume(returning: $0) }
        }
        if case .failure(let error) = result {
            logger.error("the seals could not be counted", metadata: ["error": "\(error)"])
        }
        return try? result.get()
    }

    /// Writes what the audit has not been told of the keys.
    func recordKeys() async {
        let audited = await withCheckedContinuation { continuation in
            parts.store.auditedKeys { continuation.resume(returning: $0) }
        }
        guard case .success(let audited) = audited else {
            return logger.error("the audit could not be asked for the keys that it knows")
        }
        for item in KeyNews(keys: parts.sealer.ring.all.map(\.id.text), audited: audited).items {
            let event = AuditEvent(
                time: clock.calendarNow, kind: item.kind, outcome: .done, details: [.key(item.key)])
            guard await journal.value.record(event) else {
                return logger.error("what became of a key could not be recorded in the audit; the next start does it")
            }
        }
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
