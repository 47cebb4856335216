import ArgumentParser
import Dispatch
import Foundation
import Glibc
import Logging
import Settings

/// The program.
///
/// `main` is not `async`, so that the admin commands run on the process's one thread: asking for a PIN holds signals back
/// (see `TerminalEcho`), which works for all threads or for none. Only `serve` starts others.
@main
enum VmgateMain {
    static func main() {
        StandardStreams.occupy()
        do {
            var command = try VmgateCommand.parseAsRoot(VersionCommand.spelledOut(arguments))
            if !(command is ServeCommand) {
                EnvironmentVariables(ProcessInfo.processInfo.environment).warn(ofAll: false, asJSON: asksForJSON)
            }
            guard let service = command as? any AsyncParsableCommand else {
                return try command.run()
            }
            // It holds for this thread and those that it starts, so it comes before there is another.
            ProcessHardening.denyNewPrivileges()
            silenceDispatch()
            let run = try runner(of: service)
            Task {
                do {
                    try await run()
                    Glibc.exit(0)
                } catch {
                    exit(reporting: error)
                }
            }
            dispatchMain()
        } catch {
            exit(reporting: error)
        }
    }

    /// libdispatch asks for a higher priority for some of its threads, which only root is given, and complains of each on
    /// standard error, in the midst of the log. Whoever wants to read it sets the variable.
    private static func silenceDispatch() {
        setenv("LIBDISPATCH_LOG", "NO", 0)
    }

    /// What is left of the command to do, on other threads. `serve` gives root up before there are any: `dispatchMain` ends the
    /// first thread, and what has ended could not give up anything.
    private static func runner(
        of command: any AsyncParsableCommand
    ) throws -> @Sendable () async throws -> Void {
        if let serve = command as? ServeCommand { return try serve.prepared() }
        nonisolated(unsafe) var running = command
        return { try await running.run() }
    }

    /// The command line, without the program's name.
    private static var arguments: [String] { Array(CommandLine.arguments.dropFirst()) }

    /// Asked of the command line as it is: a wrong one has no command that could say so. The JSON of `bench` goes to a file,
    /// except for `-`.
    private static var asksForJSON: Bool {
        let words = Array(arguments.prefix { $0 != "--" })
        guard words.first == "bench" else { return words.contains("--json") }
        return words.contains("--json=-") || zip(words, words.dropFirst()).contains { $0 == ("--json", "-") }
    }

    /// Ends the process as `error` says: help on standard output, and what went wrong on standard error.
    private static func exit(reporting error: any Error) -> Never {
        if let failure = error as? CommandFailure { exit(reporting: failure) }
        // The command has said already what there was to say.
        if let status = error as? ExitCode { Glibc.exit(status.rawValue) }
        let usage = CommandDescription.program().map { UsageMessage(arguments, of: $0) }
        let help = HelpText(columns: HelpText.columns(ProcessInfo.processInfo.environment))
        // ArgumentParser renders the help whatever it is asked about an error, and ends a process whose terminal is too narrow.
        setenv("COLUMNS", "\(help.columns)", 1)
        switch VmgateCommand.exitCode(for: error) {
        case .success:
            if let sentence = usage?.textForHelp {
                exit(reporting: CommandFailure(sentence, status: CommandFailure.usage))
            }
            do {
                try StandardOutput.write(help.text { VmgateCommand.fullMessage(for: error, columns: $0) } + "\n")
            } catch {
                exit(reporting: error)
            }
            Glibc.exit(0)
        case .validationFailure:
            let message = VmgateCommand.message(for: error)
            exit(reporting: CommandFailure(usage?.text(for: message) ?? message, status: CommandFailure.usage))
        default:
            exit(reporting: CommandFailure(VmgateCommand.message(for: error)))
        }
    }

    private static func exit(reporting failure: CommandFailure) -> Never {
        StandardError.report(failure, asJSON: asksForJSON)
        Glibc.exit(failure.status)
    }
}
