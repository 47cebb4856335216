import ArgumentParser
import Foundation
import LineClient
import LoadBench
import Settings
import UnixSignals

/// `vmgate bench`.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Put load on a running server's PIN verification and measure how it answers.",
        discussion: """
            EXAMPLE
              vmgate bench
              vmgate bench --rate 100 --duration 30s --html report.html
              vmgate bench --closed --connections 64 --mix right=100 --json -

            Without --rate or --closed it finds the capacity by itself. It makes mailboxes of its own over the \
            server's Unix socket, in a context of their own, and removes them at the end, even after Ctrl-C. \
            docs/bench.md explains what it shows.
            """)

    @Option(help: ArgumentHelp("The server's address for front ends.", valueName: "HOST:PORT"))
    var target = "127.0.0.1:8746"

    @Option(
        help: ArgumentHelp(
            "The same server's Unix socket (default: as the server finds it, see `vmgate info --help`).",
            valueName: "PATH"), completion: .file())
    var adminSocket: String?

    @Option(
        help: ArgumentHelp("The server's settings file, which names the socket.", valueName: "FILE"),
        completion: .settingsFile)
    var config: String?

    @Flag(name: .customLong("i-own-this-server"), help: "Allow a target that is not this machine's loopback address.")
    var ownsServer = false

    @Option(
        help: ArgumentHelp("Write the result as JSON; - is standard output.", valueName: "FILE"), completion: .file())
    var json: String?

    @Option(
        help: ArgumentHelp("Write the result as one HTML page with charts.", valueName: "FILE"),
        completion: .file(extensions: ["html"]))
    var html: String?

    @Option(
        help: ArgumentHelp(
            "Only remove the mailboxes that an earlier run had to leave behind.", valueName: "CONTEXT"))
    var removeContext: String?

    @OptionGroup(title: "Load")
    var load: BenchOptions

    func run() async throws {
        if let removeContext {
            guard json == nil, html == nil, !load.isGiven else {
                throw CommandFailure(
                    "--remove-context measures nothing: leave out the options of a run.",
                    status: CommandFailure.usage)
            }
            return try await remove(removeContext)
        }
        let address = try targetAddress()
        let plan = try load.plan()
        let output = try BenchOutput(json: json, html: html)
        let socket = try socketPath()
        let server = try serverInformation(socket)
        let pins = try await BenchPINs.make(for: server)
        let context = "\(BenchMailboxes.contextPrefix)\(String(UInt32.random(in: 0x1000_0000...UInt32.max), radix: 16))"
        let bench = LoadBench(
            plan: plan, target: address, adminSocket: socket, pins: pins, context: context,
            server: Dictionary(server.fields.map { ($0.key, $0.value) }) { first, _ in first })

        let progress = ProgressLine()
        let result = await Self.runUntilInterrupted {
            await bench.run { progress.show($0.text) }
        }
        progress.clear()
        var problems = result.report.map(output.write) ?? []
        problems += result.report?.problems ?? []
        if let failure = result.failure { problems.append(failure.description) }
        if let left = result.left { problems.append(sentence(on: left)) }
        try end(with: problems)
    }

    /// Ends the command with all that went wrong, a line each; returns when nothing did.
    private func end(with problems: [String]) throws(CommandFailure) {
        for problem in problems.dropLast() { StandardError.report(CommandFailure(problem), asJSON: json == "-") }
        if let last = problems.last { throw CommandFailure(last) }
    }

    /// What is left behind, and the command that removes it.
    private func sentence(on left: LeftMailboxes) -> String {
        let server = adminSocket.map { " --admin-socket \($0)" } ?? config.map { " --config \($0)" } ?? ""
        return "\(left) could not be removed; when the server runs again, do it with"
            + " `vmgate bench --remove-context \(left.context)\(server)`."
    }

    private func remove(_ context: String) async throws {
        guard context.hasPrefix(BenchMailboxes.contextPrefix) else {
            throw CommandFailure(
                "\(context) is not a context of a run; those are called \(BenchMailboxes.contextPrefix)….",
                status: CommandFailure.usage)
        }
        let removed: Int
        do {
            removed = try await LoadBench.removeContext(context, adminSocket: try socketPath())
        } catch let error as LoadFailure {
            throw CommandFailure(error.description)
        }
        try StandardOutput.write("Removed \(removed) mailboxes of \(context).\n")
    }

    private func targetAddress() throws(CommandFailure) -> LoadAddress {
        guard let (host, port) = HostAndPort.parts(target), !host.isEmpty, port > 0 else {
            throw CommandFailure("\(target) is not an address such as 127.0.0.1:8746.", status: CommandFailure.usage)
        }
        guard HostAndPort.isLoopback(host) || ownsServer else {
            throw CommandFailure(
                "\(target) is not this machine's loopback address, and a load can put a server out of service: if it is"
                    + " yours to load, add --i-own-this-server.", status: CommandFailure.usage)
        }
        return .tcp(host: host, port: Int(port))
    }

    private func socketPath() throws(CommandFailure) -> String {
        do {
            let flags = adminSocket.map { ["listen.admin_socket": [$0]] } ?? [:]
            return try SettingsLoader(file: config, environment: ProcessInfo.processInfo.environment, flags: flags)
                .adminSocket()
        } catch {
            throw CommandFailure(error.description, status: CommandFailure.usage)
        }
    }

    private func serverInformation(_ socket: String) throws(CommandFailure) -> ReplyLine {
        do {
            let client = try LineClient(connectingTo: .unix(path: socket))
            return try AdminConnection(client: client).ask(["INFO"], expecting: ["INFO"])
        } catch let error as LineClientError {
            throw CommandFailure(error)
        } catch {
            throw error as? CommandFailure ?? CommandFailure("\(error)")
        }
    }

    /// Runs `body`; the first SIGINT or SIGTERM cancels it, and a second one ends the process there and then.
    private static func runUntilInterrupted<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async
        -> Value
    {
        await withTaskGroup(of: Value?.self) { group in
            let work = Task { await body() }
            group.addTask { await work.value }
            group.addTask {
                var isFirst = true
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
                    guard isFirst else { Foundation.exit(CommandFailure.failed) }
                    isFirst = false
                    work.cancel()
                }
                return nil
            }
            // The signals' task ends only when it is cancelled, so the first value is the work's.
            for await value in group {
                if let value {
                    group.cancelAll()
                    return value
                }
            }
            return await work.value
        }
    }
}
