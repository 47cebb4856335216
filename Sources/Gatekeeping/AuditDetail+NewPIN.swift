import VoicemailModel

extension AuditDetail {
    /// Where an admin's new PIN comes from; nothing of the PIN.
    init(_ pin: NewPIN) {
        self =
            switch pin {
            case .noPIN: .word("pin", "none")
            case .generate: .word("pin", "generated")
            case .chosen: .word("pin", "chosen")
            case .encoded: .encodedHash
            }
    }
}
