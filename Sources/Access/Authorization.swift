public import VoicemailModel

/// What one caller may ask, and what it sees: role, command, contexts, and whether its word counts.
///
/// The core asks this for every call, so that no front end can forget it. A mailbox that the caller does not see gives way to its
/// shadow, so that it is as unknown to everything behind here. Its sources are its own. What would tell of mailboxes without naming
/// one is refused.
public struct Authorization: Sendable, Hashable {
    public let identity: ConnectionIdentity

    public init(_ identity: ConnectionIdentity) {
        self.identity = identity
    }

    /// Why `operation` may not be asked, as one sentence; nil when it may.
    public func objection(to operation: Operation) -> String? {
        guard identity.role.includes(operation.role) else {
            return "\(operation.rawValue) is for the role \(operation.role.rawValue)"
        }
        guard identity.contexts != nil else { return nil }
        switch operation {
        case .information: return "INFO covers all contexts, and this client sees only some of them"
        case .key: return "keys are for all contexts, and this client sees only some of them"
        case .audit: return "the audit covers all contexts, and this client sees only some of them"
        case .access, .verify, .change, .checkPIN, .settings, .prompt, .prompts, .announce, .messages, .add, .set,
            .remove, .reset, .unlock, .show, .list:
            return nil
        }
    }

    /// Why `mailbox` may not be added; nil when it may. Only the context decides, so that this tells of no mailbox.
    public func objection(toAdding mailbox: MailboxID) -> String? {
        guard let contexts = identity.contexts, !contexts.contains(mailbox.context) else { return nil }
        return "this client may add mailboxes only in its own contexts"
    }

    /// What `mailbox` is to the caller.
    public func seen(_ mailbox: MailboxID) -> MailboxID {
        guard let contexts = identity.contexts, !contexts.contains(mailbox.context) else { return mailbox }
        return mailbox.shadow
    }

    /// What `source` is when the caller names it.
    public func own(_ source: Source?) -> Source? {
        identity.contexts == nil ? source : source?.owned(by: identity.name)
    }

    /// Whether the caller has given its word, and it counts.
    public func isTrusted(claiming isTrusted: Bool) -> Bool {
        isTrusted && identity.isTrusted
    }

    /// The contexts whose mailboxes it sees; nil is all of them.
    public var contexts: Set<String>? { identity.contexts }

    /// Whether it may know how many mailboxes are locked. Whoever could lock one and see the number rise would know that there is
    /// such a mailbox.
    public var mayCountLockedMailboxes: Bool { identity.role == .admin }
}

extension Role {
    /// Whether this role may do what needs `other`.
    public func includes(_ other: Role) -> Bool {
        switch (self, other) {
        case (.admin, _), (.frontend, .frontend), (.frontend, .monitor), (.monitor, .monitor): true
        case (.frontend, .admin), (.monitor, .frontend), (.monitor, .admin): false
        }
    }
}
