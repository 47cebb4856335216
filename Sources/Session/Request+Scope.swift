import VoicemailModel
import Wire

extension Request {
    /// This request as `identity` may ask it, or why it may not.
    ///
    /// A mailbox that the client does not see gives way to its shadow, so that it is as unknown to everything behind here.
    /// Its sources are its own. What would tell of mailboxes without naming one is refused.
    func scoped(to identity: ConnectionIdentity) -> Result<Request, ReplyError> {
        guard let contexts = identity.contexts else { return .success(trusted(by: identity).informing(identity)) }
        func seen(_ mailbox: MailboxID) -> MailboxID {
            contexts.contains(mailbox.context) ? mailbox : mailbox.shadow
        }
        func own(_ source: Source?) -> Source? {
            source?.owned(by: identity.name)
        }
        switch self {
        case .access(let mailbox, let source, let isTrusted):
            return .success(
                .access(seen(mailbox), source: own(source), isTrusted: isTrusted).trusted(by: identity))
        case .verify(let mailbox, let candidate, let source):
            return .success(.verify(seen(mailbox), candidate: candidate, source: own(source)))
        case .change(let mailbox, let old, let new, let source):
            return .success(.change(seen(mailbox), old: old, new: new, source: own(source)))
        case .settings(let mailbox): return .success(.settings(seen(mailbox)))
        case .prompt(let id, .mailbox(let mailbox)): return .success(.prompt(id: id, .mailbox(seen(mailbox))))
        case .announce(let moment, .mailbox(let mailbox), let isRelative):
            return .success(.announce(moment, .mailbox(seen(mailbox)), isRelative: isRelative))
        case .set(let mailbox, let assignments, let pin): return .success(.set(seen(mailbox), assignments, pin))
        case .remove(let mailbox): return .success(.remove(seen(mailbox)))
        case .reset(let mailbox, let pin): return .success(.reset(seen(mailbox), pin))
        case .unlock(let mailbox): return .success(.unlock(seen(mailbox)))
        case .unlockSource(let source, _): return .success(.unlockSource(source, contexts: contexts))
        case .show(let mailbox): return .success(.show(seen(mailbox)))
        case .list(var query):
            query.contexts = contexts
            return .success(.list(query))
        case .add(let mailbox, _, _, _):
            // Only the context decides, so that this tells of no mailbox.
            guard contexts.contains(mailbox.context) else {
                return .failure(.notPermitted("this client may add mailboxes only in its own contexts"))
            }
            return .success(self)
        case .info:
            return .failure(.notPermitted("INFO covers all contexts, and this client sees only some of them"))
        case .key:
            return .failure(.notPermitted("keys are for all contexts, and this client sees only some of them"))
        case .audit:
            return .failure(.notPermitted("the audit covers all contexts, and this client sees only some of them"))
        case .checkPIN(let candidate, let mailbox): return .success(.checkPIN(candidate, for: mailbox.map(seen)))
        case .ping, .quit, .help, .whoAmI, .authenticate, .acknowledge, .hello, .replication, .prompts,
            .prompt(_, .languages), .announce(_, .language, _):
            return .success(self)
        }
    }

    /// What INFO says of mailboxes that are locked is for admins: whoever could lock one and see the number rise would know
    /// that there is such a mailbox.
    private func informing(_ identity: ConnectionIdentity) -> Request {
        guard case .info = self else { return self }
        return .info(isForAdmin: identity.role == .admin)
    }

    /// A client whose word does not count has not given it.
    private func trusted(by identity: ConnectionIdentity) -> Request {
        guard case .access(let mailbox, let source, true) = self, !identity.isTrusted else { return self }
        return .access(mailbox, source: source, isTrusted: false)
    }
}
