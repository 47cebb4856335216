import VoicemailModel

/// What a code or a cipher is bound to, written so that no two different things give the same bytes: texts hold no zero byte
/// and end with one, numbers have eight bytes.
struct SealMessage {
    private(set) var bytes: [UInt8]

    /// - Parameter purpose: what it is for, and in which version.
    init(_ purpose: String) {
        bytes = Array("vmgate \(purpose) 1".utf8) + [0]
    }

    func text(_ text: String) -> Self {
        var message = self
        message.bytes += Array(text.utf8) + [0]
        return message
    }

    func mailbox(_ mailbox: MailboxID) -> Self {
        text(mailbox.number).text(mailbox.context)
    }

    func number(_ number: Int64) -> Self {
        var message = self
        message.bytes += (0..<8).map { UInt8(truncatingIfNeeded: number >> Int64($0 * 8)) }
        return message
    }

    func raw(_ bytes: [UInt8]) -> Self {
        var message = self
        message.bytes += bytes
        return message
    }
}
