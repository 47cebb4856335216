public import VoicemailModel

/// What an admin's change makes of a mailbox as it is.
public enum AdministeredMailbox: Sendable {
    case put(Mailbox)
    case remove
    case unchanged
    /// The change does not apply, and is not made.
    case refused(Objection)

    public enum Objection: Sendable {
        case noMailbox
        case exists
        /// Its caller is to change a PIN that does not exist.
        case noPIN
        /// Somebody else has done it meanwhile.
        case done
    }
}

/// One change of a mailbox by an admin.
public struct Administration: Sendable {
    /// What the audit keeps of it; its time is when it happens.
    public var audit: AuditEvent?
    /// Whether it opens the mailbox and takes the count back to nothing. What is out meanwhile counts if it fails.
    public var clearsFailures: Bool
    /// Whether it stores another PIN.
    public var replacesPIN: Bool
    /// May be called more than once.
    public var change: @Sendable (Mailbox?) -> AdministeredMailbox

    public init(
        audit: AuditEvent?, clearsFailures: Bool, replacesPIN: Bool,
        change: @escaping @Sendable (Mailbox?) -> AdministeredMailbox
    ) {
        self.audit = audit
        self.clearsFailures = clearsFailures
        self.replacesPIN = replacesPIN
        self.change = change
    }
}

extension LedgerRows {
    /// Makes an admin's change; nil when it was made, else why it was not.
    public mutating func administer(
        _ administration: Administration, by rules: AccessRules, keeping pins: PINKeeping
    ) -> AdministeredMailbox.Objection? {
        bringUpToDate(by: rules)
        switch administration.change(mailbox) {
        case .put(var changed):
            if administration.replacesPIN { changed.pin?.version = nextPINVersion }
            changed.pin = changed.pin.map(pins.stored)
            mailbox = changed
        case .remove: mailbox = nil
        case .unchanged: break
        case .refused(let objection): return objection
        }
        if administration.clearsFailures { attempts = .clear }
        if var event = administration.audit {
            event.time = time.calendar
            audit.append(event)
        }
        return nil
    }

    /// Forgets the failures of all sources of the scope. Their attempts that are out count if they fail.
    public mutating func clearSources(_ event: AuditEvent) {
        for source in sources.keys { sources[source]?.record = nil }
        note(event)
    }

    /// Has the audit keep `event`, as it happens now.
    public mutating func note(_ event: AuditEvent) {
        var event = event
        event.time = time.calendar
        audit.append(event)
    }
}
