import GRDB
import Glibc
import Synchronization
import VoicemailModel

/// Has the write-ahead log start over when it has become long.
///
/// SQLite does so by itself, at a commit during which nobody reads what is in the log. While reads follow one another without a pause
/// there is no such commit, and the log would grow for as long. Here the writer waits for those who read just then: a page's time.
final class LogKeeper: Sendable {
    private let pool: DatabasePool
    private let limit: Int
    /// Watches over the files; nil in tests that have others in their care.
    private let watch: DatabaseWatch?
    private let isAsked = Mutex(false)

    /// - Parameter limit: bytes that the log may have.
    init(_ pool: DatabasePool, limit: Int = Limits.logBytes, watch: DatabaseWatch? = nil) {
        self.pool = pool
        self.watch = watch
        self.limit = limit
    }

    /// To be told after each commit.
    func noticed() {
        var status = stat()
        guard stat(pool.path + "-wal", &status) == 0, status.st_size > limit else { return }
        let begins = isAsked.withLock { isAsked in
            defer { isAsked = true }
            return !isAsked
        }
        guard begins else { return }
        pool.asyncWriteWithoutTransaction { database in
            // Where somebody reads for too long, it is tried again after the next commit.
            if self.watch?.mayCheckpoint() != false { _ = try? database.checkpoint(.truncate) }
            self.isAsked.withLock { $0 = false }
        }
    }
}
