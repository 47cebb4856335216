import ArgumentParser
import Dispatch
import Foundation
import Glibc
import Logging

/// The program.
///
/// `main` is not `async`, so that the admin commands run on the process's one thread: asking for a PIN holds signals back
/// (see `TerminalEcho`), which works for all threads or for none. Only `serve` starts others.
@main
enum VmgateMain {
    static func main() {
        StandardStreams.occupy()
        do {
            var command = try VmgateCommand.parseAsRoot()
            if !(command is ServeCommand) {
                EnvironmentVariables(ProcessInfo.processInfo.environment).warn(ofAll: false)
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

    /// Ends the process as `error` says: our own failures in one sentence, usage and help as ArgumentParser words them.
    private static func exit(reporting error: any Error) -> Never {
        guard let failure = error as? CommandFailure else { VmgateCommand.exit(withError: error) }
        StandardError.write((Journal.takesStandardError ? Journal.beginning(of: .error) : "") + "vmgate: \(failure)\n")
        Glibc.exit(failure.status)
    }
}
