import Access
import Gatekeeping
import VoicemailModel
import Wire

/// A request that is being answered, to be taken back when nobody waits for it any more.
enum PendingRequest {
    case task(Task<Void, Never>)
    /// It has nothing that could be taken back.
    case brief
    case attempt(PendingAttempt)
}

/// Requests of the line protocol, as calls of the core.
extension Gatekeeper {
    /// The answer when it can be given from memory, at once; nil when `begin` must be called.
    ///
    /// Without closures: each would find out anew whether it runs on this actor, which takes as long as half an answer.
    func answerNow(_ request: Request, from caller: Caller, _ prepared: PreparedReplies) -> Reply? {
        do throws(Refusal) {
            switch request {
            case .ping(let text):
                guard let text else { return .pong }
                return .text(text)
            case .settings(let mailbox):
                guard let outcome = try settingsInMemory(of: mailbox, from: caller) else { return nil }
                return prepared.settings(outcome)
            case .prompt(let id, .mailbox(let mailbox)):
                guard let voice = try voiceInMemory(of: mailbox, for: .prompt, from: caller) else { return nil }
                return try prepared.prompt(id, by: voice)
            case .announce(let moment, .mailbox(let mailbox), let isRelative, let messageCaller):
                guard let voice = try voiceInMemory(of: mailbox, for: .announce, from: caller) else { return nil }
                return try prepared.announce(
                    moment, asOf: calendarNow, isRelative: isRelative, caller: messageCaller, by: voice)
            case .access(let mailbox, _, let isTrusted):
                guard let outcome = try accessInMemory(to: mailbox, isTrusted: isTrusted, from: caller) else {
                    return nil
                }
                return Reply(.success(outcome), of: mailbox)
            case .prompt(let id, .languages(let languages)):
                return try prepared.prompt(id, by: try voice(in: languages, for: .prompt, from: caller))
            case .announce(let moment, .language(let language, let clock, let zone), let isRelative, let messageCaller):
                let voice = try voice(language, clock: clock, zone: zone, for: .announce, from: caller)
                return try prepared.announce(
                    moment, asOf: calendarNow, isRelative: isRelative, caller: messageCaller, by: voice)
            case .messages(let counts, .mailbox(let mailbox)):
                guard let voice = try voiceInMemory(of: mailbox, for: .messages, from: caller) else { return nil }
                return try prepared.messages(counts, by: voice)
            case .messages(let counts, .languages(let languages)):
                return try prepared.messages(counts, by: try voice(in: languages, for: .messages, from: caller))
            case .checkPIN(let candidate, let mailbox):
                return try checkPIN(candidate, for: mailbox, from: caller).map { .rejected($0) } ?? .acceptable
            case .prompts:
                return prepared.prompts(try prompts(from: caller))
            case .invalid(let command, let error):
                guard let operation = command.operation,
                    let objection = caller.authorization.objection(to: operation)
                else { return .failure(error) }
                return .failure(.notPermitted(objection))
            case .verify, .change, .add, .set, .remove, .reset, .unlock, .unlockSource, .show, .list, .audit, .key,
                .info:
                return nil
            case .quit, .help, .whoAmI, .authenticate, .acknowledge, .hello, .replication: return nil
            }
        } catch {
            return Reply(error)
        }
    }

    /// Begins to answer; `respond` is called once, on the event loop, and not before this returns: with nil when nobody answers such
    /// a request here, which is a defect of ours.
    func begin(
        _ request: Request, from caller: Caller, _ prepared: PreparedReplies,
        respond: @escaping @Sendable (Reply?) -> Void
    ) -> PendingRequest {
        switch request {
        case .verify(let mailbox, let candidate, let source):
            return .attempt(
                verify(mailbox, candidate: candidate, source: source, from: caller) {
                    respond(Reply($0, of: mailbox))
                })
        case .change(let mailbox, let old, let new, let source):
            return .attempt(
                change(mailbox, old: old, new: new, source: source, from: caller) {
                    respond(Reply($0, of: mailbox))
                })
        case .access(let mailbox, let source, let isTrusted):
            access(to: mailbox, source: source, isTrusted: isTrusted, from: caller) {
                respond(Reply($0, of: mailbox))
            }
            return .brief
        case .settings(let mailbox): return load(mailbox, for: .settings, request, caller, prepared, respond)
        case .prompt(_, .mailbox(let mailbox)): return load(mailbox, for: .prompt, request, caller, prepared, respond)
        case .announce(_, .mailbox(let mailbox), _, _):
            return load(mailbox, for: .announce, request, caller, prepared, respond)
        case .messages(_, .mailbox(let mailbox)):
            return load(mailbox, for: .messages, request, caller, prepared, respond)
        default: return .task(Task { respond(await answer(request, from: caller)) })
        }
    }

    private func load(
        _ mailbox: MailboxID, for operation: Operation, _ request: Request, _ caller: Caller,
        _ prepared: PreparedReplies, _ respond: @escaping @Sendable (Reply?) -> Void
    ) -> PendingRequest {
        answer(about: mailbox, for: operation, from: caller) {
            self.answerNow(request, from: caller, prepared)
        } completion: { result in
            switch result {
            case .success(let reply): respond(reply)
            case .failure(let refusal): respond(Reply(refusal))
            }
        }
        return .brief
    }

    /// Takes back what has not begun.
    func cancel(_ request: PendingRequest) {
        switch request {
        case .task(let task): task.cancel()
        case .brief: break
        case .attempt(let attempt): abandon(attempt)
        }
    }

    /// Answers what admins ask, whatever it takes.
    private func answer(_ request: Request, from caller: Caller) async -> Reply? {
        do throws(Refusal) {
            return try await outcome(of: request, from: caller)
        } catch {
            return Reply(error)
        }
    }

    private func outcome(of request: Request, from caller: Caller) async throws(Refusal) -> Reply? {
        switch request {
        case .add(let id, let pin, let assignments, let mustChange):
            let made = try await add(id, pin, assignments, mustChange: mustChange, from: caller)
            return .added(id, generatedPIN: made.secret)
        case .set(let id, let assignments, let pin):
            try await set(id, assignments, pin, from: caller)
            return .updated(id)
        case .remove(let id):
            try await remove(id, from: caller)
            return .removed(id)
        case .reset(let id, let pin):
            return .reset(id, generatedPIN: try await reset(id, pin, from: caller).secret)
        case .unlock(let id):
            try await unlock(id, from: caller)
            return .unlocked(id)
        case .unlockSource(let source):
            try await unlock(source, from: caller)
            return .unlockedSource(source)
        case .show(let id): return .mailbox(try await show(id, from: caller))
        case .list(let query): return .list(try await list(query, from: caller))
        case .audit(let query): return .audit(try await audit(query, from: caller))
        case .key(.status): return Reply(try await keyStatus(from: caller))
        case .key(.rotate): return Reply(try await rotateKey(from: caller))
        case .info: return .info(try await information(from: caller))
        case .verify, .change, .access, .settings, .prompt, .announce, .messages, .ping, .checkPIN, .prompts: return nil
        case .quit, .help, .whoAmI, .authenticate, .acknowledge, .hello, .replication, .invalid: return nil
        }
    }
}
