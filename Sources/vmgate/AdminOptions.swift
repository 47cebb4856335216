import ArgumentParser
import Foundation
import LineClient
import Settings
import VoicemailModel

/// What all commands that talk to a running server have in common.
struct AdminOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The server's Unix socket (default: as the server finds it: VMGATE_LISTEN_ADMIN_SOCKET, the settings file,"
                + " then vmgate.sock beside the database, which is var/vmgate.sock).", valueName: "PATH"),
        completion: .file())
    var adminSocket: String?

    @Option(
        help: ArgumentHelp("The server's settings file, which names the socket.", valueName: "FILE"),
        completion: .settingsFile)
    var config: String?

    @Flag(help: "Print JSON.")
    var json = false

    private func loader() throws(SettingsError) -> SettingsLoader {
        let flags = adminSocket.map { ["listen.admin_socket": [$0]] } ?? [:]
        return try SettingsLoader(file: config, environment: ProcessInfo.processInfo.environment, flags: flags)
    }

    /// Connects to the server.
    func connect() throws(CommandFailure) -> AdminConnection {
        do {
            return AdminConnection(client: try LineClient(connectingTo: .unix(path: try loader().adminSocket())))
        } catch let error as SettingsError {
            throw CommandFailure(error.description, status: CommandFailure.usage)
        } catch let error as LineClientError {
            throw CommandFailure(error)
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    /// Connects to the server; nil when none answers.
    func connectIfRunning() throws(CommandFailure) -> AdminConnection? {
        do {
            return AdminConnection(client: try LineClient(connectingTo: .unix(path: try loader().adminSocket())))
        } catch let error as SettingsError {
            throw CommandFailure(error.description, status: CommandFailure.usage)
        } catch LineClientError.noServer {
            return nil
        } catch let error as LineClientError {
            throw CommandFailure(error)
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    /// The server's database.
    func database() throws(CommandFailure) -> String {
        do {
            return try loader().database()
        } catch {
            throw CommandFailure(error.description, status: CommandFailure.usage)
        }
    }

    /// Prints what came of a command: `sentence`, or with `--json` the result and the reply's fields.
    ///
    /// - Parameter unshown: what must be known when that cannot be printed: the server has done it all the same.
    func report(
        _ result: String, _ reply: ReplyLine, _ sentence: String, unshown: String? = nil
    ) throws(CommandFailure) {
        let members = [("result", JSONText.string(result))] + reply.members
        do {
            let text = json ? JSONText.object(members).text : TerminalText.cleanedLines(sentence)
            try StandardOutput.write(text + "\n")
        } catch {
            guard let unshown else { throw error }
            throw CommandFailure("standard output cannot be written, but \(unshown)")
        }
    }

    /// Prints the fields of a reply.
    func show(_ reply: ReplyLine) throws(CommandFailure) {
        try StandardOutput.write(json ? JSONText.object(reply.members).text + "\n" : reply.table)
    }
}

/// A connection to a running server, on which an error reply is a failure of the command.
struct AdminConnection {
    let client: LineClient

    /// - Parameters:
    ///   - mailbox: the mailbox that the request is about, for the error's sentence.
    ///   - word: the answer's word that the request has; any other is a failure, unless `words` has it too.
    func ask(
        _ arguments: [LineArgument], about mailbox: String? = nil, expecting words: Set<String>
    ) throws(CommandFailure) -> ReplyLine {
        let reply: ReplyLine
        do {
            reply = try client.call(arguments)
        } catch {
            throw CommandFailure(error)
        }
        guard reply.ok else { throw CommandFailure(refusal: reply, mailbox: mailbox) }
        guard words.contains(reply.word) else {
            throw Self.unexpected
        }
        return reply
    }

    static let unexpected = CommandFailure(
        "the server's answer does not fit the request: is it another version?", code: "UNEXPECTED")
}
