import VoicemailModel
import Wire

extension Request {
    /// The one mailbox that this changes, or checks a PIN of: it may run beside requests about others. Nil for a request that runs
    /// when all before it have been answered, and before all behind it.
    var mailboxBeside: MailboxID? {
        switch self {
        case .verify(let mailbox, _, _): mailbox
        case .change(let mailbox, _, _, _), .add(let mailbox, _, _, _): mailbox
        case .set(let mailbox, _, _), .reset(let mailbox, _): mailbox
        case .remove(let mailbox), .unlock(let mailbox): mailbox
        case .ping, .quit, .help, .info, .whoAmI, .authenticate, .acknowledge, .hello, .replication: nil
        case .access, .checkPIN, .settings, .prompts, .prompt, .announce, .messages: nil
        case .list, .show, .unlockSource, .audit, .key, .invalid: nil
        }
    }
}
