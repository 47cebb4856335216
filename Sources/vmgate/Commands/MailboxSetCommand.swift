import ArgumentParser
import LineClient

/// `vmgate mailbox set`.
struct MailboxSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change settings of a mailbox, all of those given or none.",
        discussion: """
            EXAMPLE
              vmgate mailbox set 1001 --language es-MX --clock 12
              vmgate mailbox set 1001 --email ""

            An empty language, time zone or address goes back to the server's default. PINs are set by `vmgate pin reset`.
            """)

    @Argument(help: "The mailbox: number or number@context.")
    var mailbox: String

    @Flag(help: "Read an Argon2 string that was made elsewhere from the terminal or standard input.")
    var pinHash = false

    @OptionGroup(title: "Settings of the mailbox")
    var fields: MailboxFieldOptions

    @OptionGroup var admin: AdminOptions

    func validate() throws {
        guard pinHash || !fields.assignments.isEmpty else {
            throw ValidationError("Say what to change: `vmgate mailbox set --help` lists the settings.")
        }
    }

    func run() throws {
        let server = try admin.connect()
        var request: [LineArgument] = ["SET", .text(mailbox)] + fields.assignments
        if pinHash { request.append(.pinHash(try SecretReader.read("hash", isNew: false))) }
        let reply = try server.ask(request, about: mailbox, expecting: ["UPDATED"])
        try admin.report("updated", reply, "Updated mailbox \(mailbox).", unshown: "mailbox \(mailbox) was updated.")
    }
}
