import Access
import CoreMetrics
import Gatekeeping
import Logging
import Sealing
import StoreSQLite
import VoicemailModel

/// Brings together what seals the hashes of PINs, if there is a key file.
struct SealSetup {
    private let keyFile: String?
    private let logger: Logger
    private let failures: Counter

    init(keyFile: String?, logger: Logger, factory: any MetricsFactory) {
        self.keyFile = keyFile
        self.logger = logger
        failures = Counter(label: "vmgate_seal_failures_total", factory: factory)
    }

    /// Nil without a key file.
    ///
    /// - Throws: `SealingError`, a sentence that begins with the setting's name.
    func readKeys() throws -> Keyring? {
        guard let keyFile else { return nil }
        do {
            let keys = try SealKeyFile(path: keyFile).read()
            if !keys.allSatisfy(\.isLocked) {
                logger.warning("keys may be swapped out: raise the limit of locked memory (LimitMEMLOCK, ulimit -l)")
            }
            return Keyring(keys)
        } catch let error as SealingError {
            throw SealingError("seal.key_file: \(error)")
        }
    }

    func make(_ ring: Keyring?, _ store: SQLiteMailboxStore, _ clock: any ServerClock) -> SealParts? {
        guard let keyFile, let ring, let state = store.sealState else {
            logger.notice(
                "hashes of PINs are not sealed: make a key file with vmgate key new, name it in seal.key_file")
            return nil
        }
        let sealer = HashSealer(ring: ring, state: state) { [logger, failures] mailbox, objection in
            failures.increment()
            // Rows are written in order: this one before that of the attempt that found it.
            let event = AuditEvent(
                time: clock.calendarNow, kind: .sealBroken, outcome: .refused, mailbox: mailbox,
                details: [.name("objection", objection.rawValue)])
            store.transact(LedgerScope(nil), .unhurried) {
                $0.note(event)
            } completion: { _ in
            }
            var metadata: Logger.Metadata = ["reason": "\(objection.rawValue)"]
            guard let mailbox else { return logger.error("the seals do not add up", metadata: metadata) }
            metadata["mailbox"] = "\(mailbox)"
            logger.error("a PIN's hash does not open", metadata: metadata)
        }
        return SealParts(sealer: sealer, file: SealKeyFile(path: keyFile), store: store)
    }

    /// What INFO says of it.
    static func figures(_ ring: Keyring?) -> [(key: String, value: String)] {
        guard let ring else { return [("sealed", "false")] }
        return [("sealed", "true"), ("key", ring.active.id.text)]
    }
}
