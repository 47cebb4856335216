import CLinux
import Glibc

/// What the process denies itself before it holds any secret.
enum ProcessHardening {
    /// Set-user-ID programs gain nothing from being started by this one; not that it starts any.
    static func denyNewPrivileges() {
        _ = linux_deny_new_privileges()
    }

    static func apply() {
        // Files it makes are its user's alone.
        umask(0o077)
        // No core dump, and no debugger of the same user: memory may hold a PIN that is being verified.
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        _ = linux_deny_dumps()
        silenceCrashReports()
        // A client that goes away while it is written to is an error of that connection, not a signal to all.
        signal(SIGPIPE, SIG_IGN)
        raiseFileLimit()
    }

    /// Swift's runtime answers a crash with registers, and the memory that they point to, on standard error: a PIN has room
    /// in it. So a crash just ends the process, unless whoever started it has said in `SWIFT_BACKTRACE` what to report.
    private static func silenceCrashReports() {
        guard getenv("SWIFT_BACKTRACE") == nil else { return }
        for crash in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] {
            signal(crash, SIG_DFL)
        }
    }

    /// Files that the process may have open at once.
    static var fileLimit: Int {
        var files = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0 else { return .max }
        return Int(clamping: files.rlim_cur)
    }

    /// Each connection is an open file: as many as the system allows.
    private static func raiseFileLimit() {
        var files = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0 else { return }
        files.rlim_cur = files.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
    }
}
