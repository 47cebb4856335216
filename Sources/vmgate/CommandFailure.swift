/// Why a command ends without having done its work: one sentence that says what to do.
struct CommandFailure: Error, Equatable, CustomStringConvertible {
    /// The exit status for what was refused or has failed.
    static let failed: Int32 = 1
    /// The exit status for a wrong command line or setting, `EX_USAGE` of sysexits.h.
    static let usage: Int32 = 64

    let description: String
    let status: Int32

    init(_ description: String, status: Int32 = failed) {
        self.description = description
        self.status = status
    }
}
