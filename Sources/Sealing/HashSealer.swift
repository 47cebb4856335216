import Synchronization
public import VoicemailModel

/// Seals hashes of PINs and opens them: XChaCha20-Poly1305, bound to the mailbox, the key and the seal's generation.
///
/// Each seal gets a generation of its own, over all mailboxes. Which generation counts for a mailbox is kept apart from the
/// sealed hash and authenticated, so that an older hash of the same mailbox, written back, does not open.
public final class HashSealer: Sendable {
    private struct State {
        var generation: Int64
        var acceptsPlain: Bool
    }

    public let ring: Keyring
    private let state: Mutex<State>
    private let report: @Sendable (MailboxID?, SealObjection) -> Void

    /// - Parameters:
    ///   - state: as the database has it.
    ///   - report: told of each hash that does not open, on whatever thread finds out; nil where it is not about one mailbox.
    public init(
        ring: Keyring, state: SealState, report: @escaping @Sendable (MailboxID?, SealObjection) -> Void
    ) {
        self.ring = ring
        self.state = Mutex(State(generation: state.generation, acceptsPlain: state.phase == .adopting))
        self.report = report
    }

    /// From now on a stored hash that is not sealed never fits.
    public func refusePlain() {
        state.withLock { $0.acceptsPlain = false }
    }

    /// The seals do not add up: `SealStore.addUpSeals`.
    public func reportUnbalanced() {
        report(nil, .unbalanced)
    }

    public var acceptsPlain: Bool { state.withLock { $0.acceptsPlain } }

    // MARK: Sealing

    /// `record`, whose hash was made or given a moment ago, as it is stored.
    public func seal(_ record: PINRecord, for mailbox: MailboxID) -> PINRecord {
        let key = ring.active
        let generation = state.withLock { state in
            state.generation += 1
            return state.generation
        }
        var sealed = record
        sealed.earlierHashes = record.earlierHashes.compactMap { current($0, of: mailbox) }
        let context = Self.context(mailbox, generation, key)
        sealed.seal(
            as: key.encrypt(Array(record.encodedHash.utf8), bindingTo: context).text,
            HashSeal(key: key.id.text, generation: generation, code: Self.code(mailbox, generation, key)))
        return sealed
    }

    /// Whether `record`, as it was read, is not sealed with the active key and should be.
    public func needsResealing(_ record: PINRecord) -> Bool {
        switch record.seal {
        case .found(let seal): seal.key != ring.active.id.text
        case .missing: acceptsPlain && !record.encodedHash.hasPrefix(SealedText.prefix)
        case nil: false
        }
    }

    /// `record`, as it was read, sealed with the active key. Nil when it does not open, which has been reported.
    public func reseal(_ record: PINRecord, for mailbox: MailboxID) -> PINRecord? {
        guard let opened = hash(of: record, in: mailbox).open() else { return nil }
        var unsealed = record
        unsealed.rehash(as: opened.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
        return seal(unsealed, for: mailbox)
    }

    // MARK: Earlier PINs

    /// The hash of `record`, as it was read, as it is kept once another PIN has followed. Nil when it does not open, which has
    /// been reported.
    public func earlierHash(of record: PINRecord, in mailbox: MailboxID) -> String? {
        hash(of: record, in: mailbox).open().map { ring.seal($0, for: Self.purpose(mailbox)) }
    }

    /// One of a mailbox's earlier hashes, to be opened where it is used. One that does not open fits no PIN.
    public func earlierHash(_ text: String, in mailbox: MailboxID) -> any EncodedHash {
        EarlierHash(text: text, purpose: Self.purpose(mailbox), ring: ring)
    }

    private struct EarlierHash: EncodedHash {
        let text: String
        let purpose: String
        let ring: Keyring

        func open() -> SecretBytes? {
            text.hasPrefix(SealedText.prefix) ? ring.open(text, for: purpose) : SecretBytes(copying: text.utf8)
        }
    }

    /// An earlier hash sealed with the active key, so that a mailbox's hashes all have the same one. Nil when it does not open.
    private func current(_ text: String, of mailbox: MailboxID) -> String? {
        if ring.isSealedByActiveKey(text) { return text }
        return earlierHash(text, in: mailbox).open().map { ring.seal($0, for: Self.purpose(mailbox)) }
    }

    private static func purpose(_ mailbox: MailboxID) -> String { "earlier PIN of \(mailbox)" }

    // MARK: Opening

    /// The hash of `record`, to be opened where it is used. It has its key, also if the ring lets go of it meanwhile.
    public func hash(of record: PINRecord, in mailbox: MailboxID) -> any EncodedHash {
        let key: SealKey? = if case .found(let seal) = record.seal { ring[name: seal.key] } else { nil }
        return StoredHash(
            record: record, mailbox: mailbox, key: key, acceptsPlain: acceptsPlain, report: report)
    }

    private struct StoredHash: EncodedHash {
        let record: PINRecord
        let mailbox: MailboxID
        let key: SealKey?
        let acceptsPlain: Bool
        let report: @Sendable (MailboxID?, SealObjection) -> Void

        func open() -> SecretBytes? {
            do {
                return try HashSealer.open(record, mailbox, key, acceptsPlain: acceptsPlain)
            } catch {
                report(mailbox, error)
                return nil
            }
        }
    }

    private static func open(
        _ record: PINRecord, _ mailbox: MailboxID, _ key: SealKey?, acceptsPlain: Bool
    ) throws(SealObjection) -> SecretBytes {
        let isPlain = !record.encodedHash.hasPrefix(SealedText.prefix)
        guard case .found(let seal) = record.seal else {
            guard isPlain else { throw .noSeal }
            guard acceptsPlain else { throw .notSealed }
            return SecretBytes(copying: record.encodedHash.utf8)
        }
        guard !isPlain else { throw .notSealed }
        guard let key else { throw .unknownKey }
        guard code(mailbox, seal.generation, key) == seal.code else { throw .alteredSeal }
        guard let text = SealedText(record.encodedHash) else { throw .form }
        guard text.key == key.id,
            let opened = key.decrypt(text, boundTo: context(mailbox, seal.generation, key))
        else { throw .alteredHash }
        return opened
    }

    // MARK: What a hash is bound to

    private static func code(_ mailbox: MailboxID, _ generation: Int64, _ key: SealKey) -> SealCode {
        key.code(of: SealMessage("seal").mailbox(mailbox).number(generation).bytes)
    }

    private static func context(_ mailbox: MailboxID, _ generation: Int64, _ key: SealKey) -> [UInt8] {
        SealMessage("hash").mailbox(mailbox).text(key.id.text).number(generation).bytes
    }
}
