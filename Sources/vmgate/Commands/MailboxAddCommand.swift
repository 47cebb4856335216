import ArgumentParser
import LineClient
import VoicemailModel

/// `vmgate mailbox add`.
struct MailboxAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a mailbox.",
        discussion: """
            EXAMPLE
              vmgate mailbox add 1001
              vmgate mailbox add 1002@acme --pin --language fr-CA --clock 24
              vmgate mailbox add 1003 --no-require-pin
              vmgate mailbox add 1004 --must-change

            Without --pin, --no-pin or --pin-hash the server generates a PIN, which is printed once.
            """)

    @Argument(help: "The mailbox: number or number@context.")
    var mailbox: String

    @OptionGroup(title: "PIN")
    var newPIN: NewPINOptions

    @Flag(help: "Have the caller choose a new PIN at the first login.")
    var mustChange = false

    @OptionGroup(title: "Settings of the mailbox")
    var fields: MailboxFieldOptions

    @OptionGroup var admin: AdminOptions
    @OptionGroup var noMore: NoFurtherArguments

    private var origin: PINOrigin { newPIN.origin ?? (fields.requirePIN == false ? .noPIN : .generate) }

    func validate() throws {
        guard !mustChange || origin != .noPIN else {
            throw ValidationError("With --must-change the mailbox needs a PIN that its caller can change.")
        }
    }

    func run() throws {
        let server = try admin.connect()
        var request: [LineArgument] = ["ADD", .text(mailbox)]
        switch origin {
        case .generate: request.append("GENERATE")
        case .pin: request += ["PIN", .secret(try SecretReader.read("PIN", isNew: true))]
        case .noPIN: request.append("NOPIN")
        case .pinHash: request.append(.pinHash(try SecretReader.read("hash", isNew: false)))
        }
        if mustChange { request.append("must_change=true") }
        defer { LanguageAdvice.give(about: fields.language, server, asJSON: admin.json) }
        let reply = try server.ask(request + fields.assignments, about: mailbox, expecting: ["ADDED"])
        let pin = reply["pin"].map { "\nIts PIN is \(TerminalText.cleaned($0)). It is not shown again." } ?? ""
        let loss = pin.isEmpty ? "." : ", with a PIN that nobody has seen: `vmgate pin reset \(mailbox)` makes another."
        try admin.report(
            "added", reply, "Added mailbox \(mailbox).\(pin)", unshown: "mailbox \(mailbox) was added\(loss)")
    }
}

extension LineArgument {
    /// The assignment `pin_hash=…`.
    static func pinHash(_ hash: SecretBytes) -> LineArgument {
        hash.withUnsafeBytes { hash in
            let name = "pin_hash="
            var assignment = WipedBuffer(capacity: name.utf8.count + hash.count)
            _ = assignment.append(name.utf8) && assignment.append(hash)
            return .secret(assignment.secret())
        }
    }
}
