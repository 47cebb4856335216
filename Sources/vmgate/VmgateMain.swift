import ArgumentParser
import Dispatch
import Glibc

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
            guard let service = command as? any AsyncParsableCommand else {
                return try command.run()
            }
            nonisolated(unsafe) var running = service
            Task {
                do {
                    try await running.run()
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

    /// Ends the process as `error` says: our own failures in one sentence, usage and help as ArgumentParser words them.
    private static func exit(reporting error: any Error) -> Never {
        guard let failure = error as? CommandFailure else { VmgateCommand.exit(withError: error) }
        StandardError.write("vmgate: \(failure)\n")
        Glibc.exit(failure.status)
    }
}
