import ArgumentParser
import Foundation
import PINHashing
import Settings
import VoicemailModel

/// `vmgate client`.
struct ClientCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client",
        abstract: "Make the settings of clients that may connect.",
        discussion: """
            EXAMPLE
              vmgate client add pbx-1 --role frontend --network 10.20.0.0/16
            """,
        subcommands: [ClientAddCommand.self])
}

/// `vmgate client add`.
struct ClientAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Make a client's secret, and the lines that make it known to the server.",
        discussion: """
            EXAMPLE
              vmgate client add pbx-1 --role frontend --network 10.20.0.0/16
              vmgate client add acme --role frontend --context acme --trusted
              vmgate client add grafana --role monitor --certificate grafana.example.net --no-secret

            Standard output gets the lines, which belong below `clients:` in the settings file; the secret, which is \
            stored nowhere and not shown again, goes to standard error. The server reads them when it starts, and \
            on SIGHUP.
            """)

    @Argument(help: "The name: 1 to 32 of A-Z a-z 0-9 _ -.")
    var name: String

    @Option(
        help: ArgumentHelp("frontend, admin or monitor.", valueName: "ROLE"),
        completion: .list(Role.allCases.map(\.rawValue)))
    var role: String

    @Option(help: ArgumentHelp("A network that it may come from, such as 10.20.0.0/16.", valueName: "CIDR"))
    var network: [String] = []

    @Option(help: ArgumentHelp("A context whose mailboxes it sees, instead of all.", valueName: "CONTEXT"))
    var context: [String] = []

    @Flag(help: "Let it say that a caller's device is authenticated (ACCESS ... TRUSTED).")
    var trusted = false

    @Option(help: ArgumentHelp("A name in the TLS client certificate that it is known by.", valueName: "NAME"))
    var certificate: [String] = []

    @Option(help: ArgumentHelp("A user of the machine who is this client on the Unix socket.", valueName: "UID"))
    var uid: [UInt32] = []

    @Flag(help: "Make no secret; it is known by its certificate or its uid alone.")
    var noSecret = false

    @Option(
        help: ArgumentHelp("The server's settings file, for the cost of the hash.", valueName: "FILE"),
        completion: .settingsFile)
    var config: String?

    func run() throws {
        var client = try client()
        guard !noSecret else { return try StandardOutput.write(client.yaml) }
        do {
            let settings = try SettingsLoader(
                file: config, environment: ProcessInfo.processInfo.environment, flags: [:]
            ).load(only: ["hash.memory", "hash.operations"])
            let secret = try ClientSecret.make()
            client.secretHash = try ClientSecret.hash(
                secret, Argon2Parameters(memory: settings.hashMemory.bytes, operations: settings.hashOperations))
            // First, so that there are no lines of a client whose secret nobody has.
            StandardError.write("The secret of \(client.name), which is not shown again: ")
            guard StandardError.write(secret) else {
                throw CommandFailure("standard error cannot be written, and the secret goes there.")
            }
            StandardError.write("\n")
            try StandardOutput.write(client.yaml)
        } catch let error as SettingsError {
            throw CommandFailure(error.description, status: CommandFailure.usage)
        } catch let error as HashingError {
            throw CommandFailure("\(error)")
        }
    }

    private func client() throws(CommandFailure) -> Client {
        guard let name = ClientName(name) else {
            throw usage("a client's name is 1 to \(Limits.clientNameLength.upperBound) of A-Z a-z 0-9 _ -.")
        }
        guard let role = Role(rawValue: role) else { throw usage("--role takes one of \(Role.allNames).") }
        guard context.allSatisfy({ MailboxID("1@\($0)") != nil }) else {
            throw usage("--context takes 1 to 64 of A-Z a-z 0-9 . _ -.")
        }
        // Such a client could see no mailbox.
        guard context.allSatisfy({ MailboxID("1@\($0)")?.isReserved == false }) else {
            throw usage("--context takes no word that begins a reply, and none with GRANTED or CHANGED in it.")
        }
        guard !noSecret || !certificate.isEmpty || !uid.isEmpty else {
            throw usage("with --no-secret, give --certificate or --uid: nobody could be this client.")
        }
        var client = Client(
            name: name, role: role, contexts: context.isEmpty ? nil : Set(context), isTrusted: trusted,
            certificateNames: certificate, userIDs: uid)
        for text in network {
            do {
                client.networks.append(try Network(text))
            } catch {
                throw usage("what --network was given \(error.rawValue).")
            }
        }
        return client
    }

    private func usage(_ sentence: String) -> CommandFailure {
        CommandFailure(sentence, status: CommandFailure.usage)
    }
}
