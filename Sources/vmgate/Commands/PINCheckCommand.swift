import ArgumentParser
import LineClient

/// `vmgate pin check`.
struct PINCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say whether a PIN would be accepted as a new one; nothing is stored.",
        discussion: """
            EXAMPLE
              vmgate pin check
              vmgate pin check --for 1001
              vmgate pin check --json < pin.txt

            Ends with 0 for a PIN that would be accepted, and with 1 for one that would be refused.
            """)

    @Option(name: .customLong("for"), help: "The mailbox whose PIN it would be: number or number@context.")
    var mailbox: String?

    @OptionGroup var admin: AdminOptions
    @OptionGroup var noMore: NoFurtherArguments

    func run() throws {
        let server = try admin.connect()
        let pin = try SecretReader.read("PIN", isNew: false)
        let audience: [LineArgument] = mailbox.map { ["FOR", .text($0)] } ?? []
        let reply = try server.ask(["CHECKPIN", .secret(pin)] + audience, expecting: ["ACCEPTABLE", "REJECTED"])
        guard reply.word == "ACCEPTABLE" else {
            try admin.report("rejected", reply, "Rejected: \(RefusedReply.rule(reply))")
            throw ExitCode(CommandFailure.failed)
        }
        try admin.report("acceptable", reply, "Acceptable.")
    }
}
