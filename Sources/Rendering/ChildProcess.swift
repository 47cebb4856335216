internal import Glibc
internal import Subprocess

/// Runs another program to its end, without a shell.
enum ChildProcess {
    /// - Parameter program: looked for in PATH.
    /// - Returns: its exit status, or 128 and the signal's number when a signal ended it; and what it wrote on standard output
    ///   and standard error.
    static func run(
        _ program: String, _ arguments: [String]
    ) async throws(SynthesisFailure) -> (status: Int32, output: String) {
        do {
            let result = try await Subprocess.run(
                .name(program), arguments: Arguments(arguments), environment: .custom(environment),
                output: .string(limit: 1 << 20), error: .combinedWithOutput)
            let status =
                switch result.terminationStatus {
                case .exited(let status): status
                case .signaled(let signal): 128 + signal
                }
            return (status, result.standardOutput)
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            throw SynthesisFailure("was not rendered: \(program) wrote more than a mebibyte of messages")
        } catch {
            throw SynthesisFailure("was not rendered: \(program) could not be started")
        }
    }

    /// What the program may know of this one's environment; its messages are to be English, its texts UTF-8.
    private static var environment: [Environment.Key: String] {
        var variables: [Environment.Key: String] = ["LC_ALL": "C.UTF-8"]
        for name in ["PATH", "HOME", "TMPDIR", "ESPEAK_DATA_PATH"] {
            variables[Environment.Key(stringLiteral: name)] = getenv(name).map { String(cString: $0) }
        }
        return variables
    }

    /// Whether a program of this name can be started.
    static func exists(_ program: String) -> Bool {
        guard let path = getenv("PATH").map({ String(cString: $0) }) else { return false }
        return path.split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
    }
}
