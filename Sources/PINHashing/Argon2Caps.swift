import VoicemailModel

/// The most that a string may cost, whoever wrote it.
struct Argon2Caps: Hashable, Sendable {
    let memory: Int
    let operations: Int
    /// Bytes of memory, times passes over it.
    let work: Int
    let lanes = 16

    /// Strings made elsewhere may cost what the defaults of well-known programs cost, which reach from PHP's 64 MiB to
    /// Django's 100 MiB, and ten passes over 64 MiB; and always as much as this server's own.
    init(_ parameters: Argon2Parameters) {
        memory = max(parameters.memory, 128 << 20)
        operations = max(parameters.operations, 10)
        work = max(parameters.memory, Argon2Parameters.interactive.memory) * operations
    }

    /// Strings in the database may also have been made by this server when `hash.memory` or `hash.operations` were higher:
    /// lowering them must make no PIN wrong. The next login makes such a string cheaper.
    init(ofStoredBy parameters: Argon2Parameters) {
        memory = max(parameters.memory, 1 << 30)
        operations = Argon2Parameters.operationsRange.upperBound
        work = max(parameters.memory * parameters.operations, 10 << 30)
    }

    /// What is taken, for whoever is refused.
    var sentence: String {
        "it takes m up to \(memory / 1024) (KiB), t up to \(operations), m times t up to \(work / 1024), and p up to \(lanes)"
    }

    /// `text` read, when it is well-formed and within these.
    func read(_ text: String) throws(Argon2String.Objection) -> Argon2String {
        try read(Argon2String(text))
    }

    /// The same of a stored string that was opened.
    func read(_ opened: SecretBytes) throws(Argon2String.Objection) -> Argon2String {
        try read(opened.withUnsafeBytes { bytes throws(Argon2String.Objection) in try Argon2String(bytes: bytes) })
    }

    private func read(_ string: Argon2String) throws(Argon2String.Objection) -> Argon2String {
        guard string.memory <= memory else { throw .costlyMemory }
        guard string.operations <= operations else { throw .costlyOperations }
        guard string.memory * string.operations <= work else { throw .costlyWork }
        guard string.lanes <= lanes else { throw .costlyLanes }
        return string
    }
}
