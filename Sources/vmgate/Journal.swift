import Foundation
import Logging

/// systemd's journal. What is written to it is of the level `info`, unless the line begins with another: sd-daemon(3).
enum Journal {
    /// Whether standard error goes to the journal.
    static var takesStandardError: Bool {
        takes(STDERR_FILENO, stream: ProcessInfo.processInfo.environment["JOURNAL_STREAM"])
    }

    /// Whether what is written to `descriptor` goes to the journal, and to nobody who would see those beginnings.
    ///
    /// - Parameter stream: what `JOURNAL_STREAM` has in the environment: the journal's device and inode. Whoever is started
    ///   inherits it, also when its output goes elsewhere.
    static func takes(_ descriptor: Int32, stream: String?) -> Bool {
        var file = stat()
        guard let stream, fstat(descriptor, &file) == 0 else { return false }
        return stream == "\(file.st_dev):\(file.st_ino)"
    }

    /// How a line of this level begins, with its number from syslog(3).
    static func beginning(of level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "<7>"
        case .info: "<6>"
        case .notice: "<5>"
        case .warning: "<4>"
        case .error: "<3>"
        case .critical: "<2>"
        }
    }
}
