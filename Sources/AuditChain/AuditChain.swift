public import VoicemailModel

/// How each row hangs on the one before: its hash is made of its own bytes and the other's hash.
///
/// So a row that is altered, missing, added or moved no longer fits, and whoever does not have the key cannot make
/// it fit. Each use of the key begins with a letter of its own, so that no hash of one kind is one of another.
public struct AuditChain: Sendable {
    private let key: AuditKey

    public init(key: AuditKey) {
        self.key = key
    }

    /// The hash of `row`, which comes after the row with the hash `previous`.
    public func hash(of row: AuditRow, after previous: AuditHash) -> AuditHash {
        key.hash(AuditEncoding(row, behind: [UInt8(ascii: "R")] + previous.bytes).bytes)
    }

    /// What proves that a mark was made by somebody who has the key.
    public func code(of mark: AuditMark, as name: AuditMark.Name) -> AuditHash {
        let letter: UInt8
        switch name {
        case .anchor: letter = UInt8(ascii: "A")
        case .head: letter = UInt8(ascii: "H")
        }
        return key.hash([letter] + withUnsafeBytes(of: mark.row.bigEndian) { Array($0) } + mark.hash.bytes)
    }

    /// What an unknown mailbox is called in a row. Whoever does not have the key cannot find out what was sent in its place, which may
    /// have been a PIN; whoever asks for a name finds it.
    public func alias(of mailbox: MailboxID) -> String {
        let hash = key.hash([UInt8(ascii: "N")] + "\(mailbox.number)@\(mailbox.context)".utf8)
        return "\(AuditRow.unknown):\(hash.description.prefix(Self.aliasLength))"
    }

    /// Hexadecimal digits that tell names apart: among a million names no two are alike.
    private static let aliasLength = 16

    /// What the chain goes on from when its state was found altered: it hangs on nothing that is there, so that the break
    /// shows for ever and cannot be healed by going on.
    public func broken(after previous: AuditHash) -> AuditHash {
        key.hash([UInt8(ascii: "B")] + previous.bytes)
    }
}
