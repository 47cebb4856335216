import Access
import NIOCore
import VoicemailModel

/// One VERIFY or CHANGE on its way through a ledger.
///
/// A CHANGE may take several hashes, one after another, each of them with its turn in the queue:
/// ```
/// verifying   is the PIN right?                              ─▶ settled, or, with earlier PINs to look at, comparing
/// comparing   it is; is the new one one of the earlier ones? ─▶ settled without a change, or hashing
/// hashing     the new PIN is hashed                          ─▶ settled
/// ```
final class Attempt {
    enum Stage {
        case verifying, comparing, hashing
    }

    enum Ending: Equatable {
        case matched(replacesPIN: Bool)
        case mismatched
        /// Its hash has not begun: nobody is charged, and the answer is BUSY.
        case takenBack
        /// There was no memory for its hash, or it could not be counted on disk: nobody is charged, and the answer is
        /// UNAVAILABLE.
        case unavailable

        /// As the mailbox's ledger has it.
        var outcome: AttemptLedger.Outcome {
            switch self {
            case .matched(let replacesPIN): .matched(replacesPIN: replacesPIN)
            case .mismatched: .mismatched
            case .takenBack, .unavailable: .released
            }
        }
    }

    /// A repeat of the request that waits for how this one ends.
    struct Adopter {
        let connection: UInt64
        let continuation: CheckedContinuation<AttemptResult, Never>
    }

    let id: OperationID
    let request: AttemptRequest
    /// What a right PIN is replaced by, in CHANGE; nil also when it breaks the policy.
    let replacement: PIN?
    /// What the policy says against the new PIN.
    let policyViolation: PINPolicyViolation?
    let source: SourceEntry?
    /// When its hashes have ended at the latest.
    let deadline: ContinuousClock.Instant
    /// Takes the result, once.
    var completion: ((AttemptResult) -> Void)?
    /// What gives up its place in the queue when its hash has not begun in time.
    var expiry: Scheduled<Void>?
    /// Whether its client went away.
    var isAbandoned = false
    /// Whether a repeat of the request may take it over.
    var isAdoptable = true
    /// Those who have asked the same since.
    var adopters: [OperationID: Adopter] = [:]
    /// Whether it is counted on disk; nil as long as that is not known.
    var isReserved: Bool?
    /// What the hash has said, until the attempt is finished.
    var result: HashingResult?
    var stage = Stage.verifying
    /// The earlier PINs that the new one has not been compared with yet.
    var earlierHashes: ArraySlice<String> = []
    /// Why a right PIN is not replaced; told to nobody who does not know it.
    var violation: PINPolicyViolation?
    /// Whether the mailbox's PIN was that of a reset which has expired, so that nothing could match.
    var foundExpiredPIN = false
    /// What is stored when the attempt settles with a right PIN.
    var newHash: String?
    /// How it ends, once that is known.
    var ending: Ending?

    init(
        id: OperationID, _ request: AttemptRequest, replacement: PIN? = nil,
        policyViolation: PINPolicyViolation? = nil, source: SourceEntry?, deadline: ContinuousClock.Instant
    ) {
        self.id = id
        self.request = request
        self.replacement = replacement
        self.policyViolation = policyViolation
        self.source = source
        self.deadline = deadline
    }

    /// What the audit calls it: VERIFY or CHANGE.
    var audit: AuditEvent.Kind { request.kind }
    var origin: RequestOrigin { request.origin }

    /// Whether it is being hashed or written, so that it will be charged, or has been.
    var isUnderWay: Bool {
        switch ending {
        case .takenBack, .unavailable: false
        case .matched, .mismatched, nil: true
        }
    }

    /// The new PIN, as long as nothing is known against it.
    var acceptedReplacement: PIN? { violation == nil ? replacement : nil }

    /// Takes in what a hash has said about an attempt that is counted on disk: how it ends, or nil when another hash is to
    /// come.
    func advance(_ result: HashingResult) -> Ending? {
        switch (stage, result) {
        case (.verifying, .mismatched):
            return .mismatched
        case (.verifying, .matched(let newHash)):
            self.newHash = newHash
            guard acceptedReplacement != nil, !earlierHashes.isEmpty else {
                return .matched(replacesPIN: acceptedReplacement != nil)
            }
            stage = .comparing
            return nil
        case (.comparing, .mismatched):
            earlierHashes.removeFirst()
            if earlierHashes.isEmpty { stage = .hashing }
            return nil
        case (.comparing, .matched):
            violation = PINPolicyViolation(rule: .history)
            return .matched(replacesPIN: false)
        case (.hashing, .hashed(let hash)):
            newHash = hash
            return .matched(replacesPIN: true)
        case (_, .outOfMemory), (.verifying, .hashed), (.comparing, .hashed), (.hashing, .matched),
            (.hashing, .mismatched):
            return .unavailable
        }
    }

    func resume(_ result: AttemptResult) {
        expiry?.cancel()
        completion?(result)
        completion = nil
    }
}

enum AttemptResult {
    case matched(Mailbox?, mustChange: Bool)
    /// The PIN was right, and the new one was not accepted.
    case refused(PINPolicyViolation)
    case denied(attemptsLeft: Int)
    /// This attempt has locked it.
    case locked(AttemptRecord.Lock)
    /// It was locked already; the audit does not know of this one yet.
    case alreadyLocked(AttemptRecord.Lock)
    /// The deadline passed, or the queue is full: nobody was charged.
    case busy
    /// The store or the memory for the hash was not available: nobody was let in.
    case unavailable
}
