import GRDB
import GRDBSQLite
import Glibc
import VoicemailModel

/// The database's file, from its path to connections that are ready: every way in which that can fail has its sentence.
enum DatabaseFile {
    /// The file is readable to its owner alone. SQLite gives its `-wal` and `-shm` files the mode of the database.
    private static let mode: mode_t = 0o600

    /// Makes sure that a database can be kept at `path`, before anything is made there.
    static func checkDirectory(of path: String) throws(StoreError) {
        let directory = DatabasePath.parts(of: path).directory
        var status = stat()
        guard stat(directory, &status) == 0 else {
            let text = systemErrorText()
            throw StoreError.unavailable(
                "the directory \(directory) of the database cannot be used: \(text); create it first")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw StoreError.unavailable("\(directory) is not a directory; the database cannot be in it")
        }
        // SQLite's log is beside the database, so that a writable file is not enough.
        guard access(directory, W_OK | X_OK) == 0 else {
            let text = systemErrorText()
            throw StoreError.readOnly(
                "the directory \(directory) of the database cannot be written to: \(text); let it belong to the user who runs this"
            )
        }
    }

    /// Takes what others may do from a database that was restored or made elsewhere. Should it belong to somebody else, that one
    /// has decided who may read it.
    private static func closeToOthers(_ path: String) {
        for path in [path, path + "-wal", path + "-shm"] {
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IRWXO != 0 else { continue }
            _ = chmod(path, status.st_mode & ~(S_IFMT | S_IRWXO))
        }
    }

    /// Makes sure that there is a file at `path` that can be a database of ours, and makes an empty one when there is none.
    ///
    /// - Returns: its descriptor, to be closed by the caller.
    static func prepare(path: String) throws(StoreError) -> Int32 {
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, mode)
        guard file >= 0 else {
            let text = systemErrorText()
            throw StoreError.readOnly(
                "the database \(path) cannot be read and written: \(text); check its owner and permissions")
        }
        do throws(StoreError) {
            try check(file, path)
        } catch {
            close(file)
            throw error
        }
        return file
    }

    private static func check(_ file: Int32, _ path: String) throws(StoreError) {
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw StoreError.unavailable("the database \(path) is not a regular file")
        }
        closeToOthers(path)
        guard status.st_size > 0 else {
            // Made by nobody who wants a new one: it was emptied while it was served.
            guard access(path + DatabaseWatch.lostLog, F_OK) != 0 else {
                throw StoreError.corrupt(
                    "the database \(path) was emptied while it was served; restore it from a backup, or remove"
                        + " \(path)\(DatabaseWatch.lostLog) to begin with a new one")
            }
            return
        }

        // https://www.sqlite.org/fileformat.html §1.3: 100 bytes that start with these 16. Looking here, before SQLite
        // does, leaves a file that is not ours untouched.
        var header = [UInt8](repeating: 0, count: 100)
        guard pread(file, &header, header.count, 0) == header.count, header.starts(with: "SQLite format 3\0".utf8)
        else {
            throw StoreError.corrupt("\(path) is not a database; name another file, or restore it from a backup")
        }
        let applicationID = header[68..<72].reduce(Int32(0)) { $0 << 8 | Int32($1) }
        guard applicationID == 0 || applicationID == Schema.applicationID else {
            throw StoreError.unavailable("\(path) is a database of another program; name another file")
        }
        try checkLength(status.st_size, header, path)
    }

    /// A copy that was cut short in its last page is not noticed by SQLite, which takes zeros for the rest. What a crash has left
    /// out is in the log.
    private static func checkLength(_ length: off_t, _ header: [UInt8], _ path: String) throws(StoreError) {
        for ending in ["-wal", "-journal"] {
            var status = stat()
            guard stat(path + ending, &status) != 0 || status.st_size == 0 else { return }
        }
        guard isWhole(length, header) else {
            throw StoreError.corrupt("the database \(path) is cut short; restore it from a backup")
        }
    }

    /// Whether a file of this length has all the pages that its header says.
    private static func isWhole(_ length: off_t, _ header: [UInt8]) -> Bool {
        func number(_ range: Range<Int>) -> Int { header[range].reduce(0) { $0 << 8 | Int($1) } }
        // 1 is 65536, which has no room. The count of pages is right when it was written with the last change.
        let pageSize = number(16..<18) == 1 ? 65_536 : number(16..<18)
        let pageCount = number(24..<28) == number(92..<96) ? number(28..<32) : 0
        return pageSize > 0 && Int(length) % pageSize == 0 && Int(length) >= pageCount * pageSize
    }

    /// Whether an open database has become shorter than its header says. One from which pages were taken properly has another
    /// header since.
    static func isWhole(_ file: Int32) -> Bool? {
        var status = stat()
        var header = [UInt8](repeating: 0, count: 100)
        guard fstat(file, &status) == 0 else { return nil }
        let length = pread(file, &header, header.count, 0)
        guard length >= 0 else { return nil }
        return length == header.count && isWhole(status.st_size, header)
    }

    /// What every connection is told: rows that are longer than any of ours are not taken into memory.
    static func prepare(_ database: Database) {
        sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_LENGTH, Limits.storedRowBytes)
    }

    /// Opens the connections: one that writes, a few that read.
    ///
    /// - Parameter check: as in `Schema.migrate`.
    static func open(
        path: String, check: (Database) throws -> Void = { _ in }
    ) throws(StoreError) -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "vmgate.store"
        // One each for rows, for pages, for housekeeping, and for the sum of all seals: none waits for another's.
        configuration.maximumReaderCount = 4
        // Somebody may look at the database with sqlite3 meanwhile. Nobody else should write.
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { prepare($0) }
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction(prepareWriter)
            try Schema.migrate(pool, path: path, check: check)
            return pool
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(opening: path, error)
        }
    }

    /// From now on nobody waits for another process that holds the lock: what is to be written is tried again, until its own
    /// deadline.
    static func endWaiting(_ database: Database) throws {
        try database.execute(sql: "PRAGMA busy_timeout = \(writerPatienceMilliseconds)")
    }

    private static let writerPatienceMilliseconds = 50

    /// Runs what nobody tries again, and has it wait for the lock as at the start.
    static func waiting(_ database: Database, _ body: () throws -> Void) throws {
        try database.execute(sql: "PRAGMA busy_timeout = 5000")
        defer { try? endWaiting(database) }
        try body()
    }

    /// The pool sets NORMAL, with which a power failure takes back what was answered. Answers wait for what is durable, so
    /// it is FULL or no service at all.
    private static func prepareWriter(_ database: Database) throws {
        try database.execute(sql: "PRAGMA synchronous = FULL")
        guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2 else {
            throw StoreError.unavailable("SQLite does not accept synchronous=FULL; this build of it cannot be used")
        }
        // SQLite's automatic checkpoint, every 1,000 pages, stays: readers here are short, so that it gets to the log's end and the
        // log starts over; `LogKeeper` sees to the rest. After something big the file would keep its size, hence the limit.
        try database.execute(sql: "PRAGMA journal_size_limit = 16777216")
    }
}
