import ArgumentParser
import LineClient

/// `vmgate pin reset`.
struct PINResetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "Give a mailbox a new PIN, which its caller must change, and unlock it.",
        discussion: """
            EXAMPLE
              vmgate pin reset 1001
              vmgate pin reset 1001 --pin

            Without --pin the server generates the PIN, which is printed once.
            """)

    @Argument(help: "The mailbox: number or number@context.")
    var mailbox: String

    @Flag(help: "Read the PIN from the terminal, without echo, or from standard input.")
    var pin = false

    @OptionGroup var admin: AdminOptions
    @OptionGroup var noMore: NoFurtherArguments

    func run() throws {
        let server = try admin.connect()
        var request: [LineArgument] = ["RESET", .text(mailbox)]
        if pin {
            request += ["PIN", .secret(try SecretReader.read("PIN", isNew: true))]
        } else {
            request.append("GENERATE")
        }
        let reply = try server.ask(request, about: mailbox, expecting: ["RESET"])
        let shown = reply["pin"].map { "\nIts PIN is \($0). It is not shown again." } ?? ""
        let loss = shown.isEmpty ? "." : " that nobody has seen: run `vmgate pin reset \(mailbox)` again."
        try admin.report(
            "reset", reply, "Mailbox \(mailbox) is unlocked and has a new PIN, which its caller must change.\(shown)",
            unshown: "mailbox \(mailbox) has a new PIN\(loss)")
    }
}
