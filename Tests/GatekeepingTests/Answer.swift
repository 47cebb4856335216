import Gatekeeping
import GatekeeperTestKit
import Testing
import VoicemailModel
import VoicemailTestKit

/// What the core has said, so that answers to different calls can stand in one list. The language is left out.
enum Answer: Sendable, Equatable {
    case granted(GrantReason, mustChange: Bool = false)
    case denied(left: Int)
    case locked(LockScope, RetryAfter)
    case pinRequired(left: Int)
    /// What was asked for was done, or told.
    case done
    case refused(Refusal)

    static let unavailable = Answer.refused(.unavailable)

    static func broken(_ rule: PINPolicyViolation.Rule) -> Answer { .refused(.policy(PINPolicyViolation(rule: rule))) }

    var isGranted: Bool { if case .granted = self { true } else { false } }
    var isDenied: Bool { if case .denied = self { true } else { false } }
    var isLocked: Bool { if case .locked = self { true } else { false } }
    /// Nothing was done, for want of the store or of room in the audit.
    var isUnavailable: Bool { self == .unavailable || self == .refused(.auditFull) }
    var isSourceLocked: Bool { if case .locked(.source, _) = self { true } else { false } }
    var isBusy: Bool { if case .refused(.busy) = self { true } else { false } }
    func isBusy(at bound: WaitingBound) -> Bool { if case .refused(.busy(bound, _)) = self { true } else { false } }
    var isNotPermitted: Bool { if case .refused(.notPermitted) = self { true } else { false } }
    var isNoMailbox: Bool { if case .refused(.noMailbox) = self { true } else { false } }

    init(_ outcome: VerifyOutcome) {
        switch outcome {
        case .granted(let reason, _, let mustChange): self = .granted(reason, mustChange: mustChange)
        case .denied(let left, _): self = .denied(left: left)
        case .locked(let scope, let retry, _): self = .locked(scope, retry)
        }
    }

    init(_ outcome: ChangeOutcome) {
        switch outcome {
        case .changed: self = .done
        case .denied(let left, _): self = .denied(left: left)
        case .locked(let scope, let retry, _): self = .locked(scope, retry)
        }
    }

    init(_ outcome: AccessOutcome) {
        switch outcome {
        case .granted: self = .granted(.pinNotRequired)
        case .pinRequired(let left, _): self = .pinRequired(left: left)
        case .locked(let scope, let retry, _): self = .locked(scope, retry)
        }
    }
}

/// The core's calls, with whatever comes of them as an answer.
extension Gatekeeper {
    func verify(
        _ id: MailboxID, _ pin: String, from source: Source? = nil, as caller: Caller = .admin
    ) async -> Answer {
        let candidate = SecretBytes(copying: pin.utf8)
        return await answer { gatekeeper in
            Answer(try await gatekeeper.verify(id, candidate: candidate, source: source, from: caller))
        }
    }

    func change(
        _ id: MailboxID, _ old: String, to new: String, from source: Source? = nil, as caller: Caller = .admin
    ) async -> Answer {
        let (old, new) = (SecretBytes(copying: old.utf8), SecretBytes(copying: new.utf8))
        return await answer { gatekeeper in
            Answer(try await gatekeeper.change(id, old: old, new: new, source: source, from: caller))
        }
    }

    func access(_ id: MailboxID, from source: Source? = nil, as caller: Caller = .admin) async -> Answer {
        do throws(Refusal) {
            if let outcome = try accessInMemory(to: id, isTrusted: false, from: caller) { return Answer(outcome) }
        } catch {
            return .refused(error)
        }
        let result: Result<AccessOutcome, Refusal> = await withCheckedContinuation { continuation in
            access(to: id, source: source, isTrusted: false, from: caller) { continuation.resume(returning: $0) }
        }
        return switch result {
        case .success(let outcome): Answer(outcome)
        case .failure(let refusal): .refused(refusal)
        }
    }

    func settings(of id: MailboxID, as caller: Caller = .admin) async -> Answer {
        if let answer = settingsNow(of: id, as: caller) { return answer }
        return await answer(about: id, for: .settings, as: caller) { $0.settingsNow(of: id, as: caller) }
    }

    private func settingsNow(of id: MailboxID, as caller: Caller) -> Answer? {
        do throws(Refusal) {
            return try settingsInMemory(of: id, from: caller).map { _ in .done }
        } catch {
            return .refused(error)
        }
    }

    func add(
        _ id: MailboxID, _ pin: NewPIN, _ assignments: [SettingAssignment] = [], as caller: Caller = .admin
    ) async -> Answer {
        await done { _ = try await $0.add(id, pin, assignments, from: caller) }
    }

    func set(_ id: MailboxID, _ assignments: [SettingAssignment], as caller: Caller = .admin) async -> Answer {
        await done { try await $0.set(id, assignments, PINAssignment(), from: caller) }
    }

    func reset(_ id: MailboxID, _ pin: NewPIN, as caller: Caller = .admin) async -> Answer {
        await done { _ = try await $0.reset(id, pin, from: caller) }
    }

    func remove(_ id: MailboxID, as caller: Caller = .admin) async -> Answer {
        await done { try await $0.remove(id, from: caller) }
    }

    func unlock(_ id: MailboxID, as caller: Caller = .admin) async -> Answer {
        await done { try await $0.unlock(id, from: caller) }
    }

    func unlock(_ source: Source, as caller: Caller = .admin) async -> Answer {
        await done { try await $0.unlock(source, from: caller) }
    }

    func report(of id: MailboxID, as caller: Caller) async -> Answer {
        await done { _ = try await $0.show(id, from: caller) }
    }

    func voice(of id: MailboxID, for operation: Operation, as caller: Caller) async -> Answer {
        await answer(about: id, for: operation, as: caller) { gatekeeper in
            do throws(Refusal) {
                return try gatekeeper.voiceInMemory(of: id, for: operation, from: caller).map { _ in .done }
            } catch {
                return .refused(error)
            }
        }
    }

    /// What `body` says as soon as the mailbox is in memory.
    private func answer(
        about id: MailboxID, for operation: Operation, as caller: Caller,
        _ body: @escaping @Sendable (isolated Gatekeeper) -> Answer?
    ) async -> Answer {
        let result: Result<Answer, Refusal> = await withCheckedContinuation { continuation in
            answer(about: id, for: operation, from: caller) {
                body(self)
            } completion: {
                continuation.resume(returning: $0)
            }
        }
        return switch result {
        case .success(let answer): answer
        case .failure(let refusal): .refused(refusal)
        }
    }

    /// What came of `call`, which may only be refused.
    func done(_ call: @Sendable (isolated Gatekeeper) async throws -> Void) async -> Answer {
        await answer {
            try await call($0)
            return .done
        }
    }

    private func answer(_ call: @Sendable (isolated Gatekeeper) async throws -> Answer) async -> Answer {
        do {
            return try await call(self)
        } catch let refusal as Refusal {
            return .refused(refusal)
        } catch {
            Issue.record(error)
            return .unavailable
        }
    }
}

extension NewPIN {
    static func pin(_ pin: String) -> NewPIN { .chosen(SecretBytes(copying: pin.utf8)) }
}

extension TroubledStore {
    /// Returns when so many commits are held.
    func holds(_ count: Int) async {
        do {
            try await yieldUntil("\(count) commits are held") { heldCount >= count }
        } catch {
            Issue.record(error)
        }
    }
}
