internal import Glibc

/// Runs another program to its end, without a shell.
enum ChildProcess {
    /// - Parameters:
    ///   - program: looked for in PATH.
    ///   - errors: a file for what it writes on standard error and standard output.
    /// - Returns: its exit status; 128 and the signal's number when a signal ended it; nil when it could not be started.
    static func run(_ program: String, _ arguments: [String], errors: String) -> Int32? {
        var actions = posix_spawn_file_actions_t()
        guard posix_spawn_file_actions_init(&actions) == 0 else { return nil }
        defer { posix_spawn_file_actions_destroy(&actions) }
        guard posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) == 0,
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600) == 0,
            posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO) == 0
        else { return nil }
        let texts = copies([program] + arguments)
        let variables = copies(environment)
        defer { for copy in texts + variables { free(copy) } }
        var process = pid_t()
        guard posix_spawnp(&process, program, &actions, nil, texts, variables) == 0 else { return nil }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return nil }
        }
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }

    /// What the program may know of this one's environment; its messages are to be English, its texts UTF-8.
    private static var environment: [String] {
        let names: [String] = ["PATH", "HOME", "TMPDIR", "ESPEAK_DATA_PATH"]
        let kept = names.compactMap { name -> String? in
            getenv(name).map { "\(name)=\(String(cString: $0))" }
        }
        return kept + ["LC_ALL=C.UTF-8"]
    }

    /// With the nil that ends a list of C.
    private static func copies(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        texts.map { strdup($0) } + [nil]
    }

    /// Whether a program of this name can be started.
    static func exists(_ program: String) -> Bool {
        guard let path = getenv("PATH").map({ String(cString: $0) }) else { return false }
        return path.split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
    }
}
