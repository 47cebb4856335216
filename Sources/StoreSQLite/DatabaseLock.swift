import Glibc
import VoicemailModel

/// Keeps a second server away from a database, whatever path it comes by.
///
/// Two locks, because each sees what the other does not. The lock file beside the database stays where it is when the database
/// itself is replaced, say by a backup. The lock on the database is one on the file itself, which has other names too: hard
/// links, and those that mounts give it.
///
/// The kernel ends both with the process, however it ends, so that a file left behind locks nobody out.
struct DatabaseLock: ~Copyable {
    private let lockFile: Int32
    /// A descriptor of the database, open as long as this is.
    let database: Int32

    /// - Parameter path: as `DatabasePath` resolves it.
    /// - Throws: when another process holds one of the locks, or a file cannot be made or is no database of ours.
    init(path: String) throws(StoreError) {
        let lockFile = try LockFile.hold(path + ".lock")
        do throws(StoreError) {
            database = try LockedDatabase.hold(path)
        } catch {
            close(lockFile)
            throw error
        }
        self.lockFile = lockFile
    }

    deinit {
        close(database)
        close(lockFile)
    }
}

/// An exclusive `flock` on a file that is there for nothing else.
private enum LockFile {
    /// - Returns: the descriptor that holds the lock until it is closed.
    static func hold(_ path: String) throws(StoreError) -> Int32 {
        // Without following a link, and without waiting for the other end of what may be a pipe.
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard file >= 0 else {
            guard errno != ELOOP else { throw notOurs(path, "a link") }
            throw StoreError.unavailable(
                "the lock file \(path) cannot be opened: \(systemErrorText()); run this as the user whose database it is"
            )
        }
        do throws(StoreError) {
            try check(file, path)
        } catch {
            close(file)
            throw error
        }
        guard isLockTaken({ flock(file, LOCK_EX | LOCK_NB) }) else {
            let reason = errno
            let holder = holder(file)
            close(file)
            guard reason == EWOULDBLOCK else {
                throw StoreError.unavailable("the lock file \(path) cannot be locked: \(systemErrorText(reason))")
            }
            throw StoreError.unavailable(
                "another server has the database open\(holder); stop it first, or use another database (lock: \(path))")
        }
        // For whoever finds the lock held. Nothing depends on it, so a full disk does not matter.
        let process = Array("\(getpid())\n".utf8)
        if isOurs(file), ftruncate(file, 0) == 0 { _ = pwrite(file, process, process.count, 0) }
        return file
    }

    /// What is written into it must not be written into another file, whose name somebody has given it.
    private static func check(_ file: Int32, _ path: String) throws(StoreError) {
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw notOurs(path, "no file") }
        guard status.st_nlink <= 1 else { throw notOurs(path, "another name of a file") }
    }

    private static func notOurs(_ path: String, _ what: String) -> StoreError {
        .unavailable("the lock file \(path) is \(what), which no server has made: remove it")
    }

    /// Whether it is empty, or has what a server writes into it. What else is in it stays there.
    private static func isOurs(_ file: Int32) -> Bool {
        let bytes = content(file)
        return bytes.count < contentLength && [[], [UInt8(ascii: "\n")]].contains(Array(bytes.drop(while: isDigit)))
    }

    private static func holder(_ file: Int32) -> String {
        let digits = content(file).prefix(while: isDigit)
        return digits.isEmpty ? "" : " (process \(String(decoding: digits, as: UTF8.self)))"
    }

    private static func content(_ file: Int32) -> ArraySlice<UInt8> {
        var bytes = [UInt8](repeating: 0, count: contentLength)
        let count = pread(file, &bytes, bytes.count, 0)
        return bytes.prefix(max(0, count))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// More than the number of a process takes.
    private static let contentLength = 20
}

/// A lock on the database file itself, by its device and inode and not by its name.
///
/// It is an open file description lock (`fcntl(2)`, `F_OFD_SETLK`) on one byte where no database reaches. SQLite's own locks
/// are on other bytes, so that neither disturbs the other, on file systems of other machines too, where a `flock` would be a
/// lock on every byte.
///
/// The descriptor stays open until SQLite has closed its own: SQLite's locks are the process's, and closing any descriptor of
/// the file would end them.
private enum LockedDatabase {
    /// - Returns: the descriptor that holds the lock until it is closed.
    static func hold(_ path: String) throws(StoreError) -> Int32 {
        let file = try DatabaseFile.prepare(path: path)
        guard isLockTaken({ lock(file) }) else {
            let reason = errno
            let otherName = ServedName.read(path).map { $0 == path ? "" : " as \($0)" } ?? ""
            close(file)
            guard reason == EAGAIN || reason == EACCES else {
                throw StoreError.unavailable(
                    "the database \(path) cannot be locked: \(systemErrorText(reason)); keep it on a disk of this machine"
                )
            }
            throw StoreError.unavailable(
                "another server has the database \(path) open\(otherName), by another name of the same file (a hard link,"
                    + " or a mount); stop it first, or use another database")
        }
        ServedName.write(path)
        return file
    }

    private static func lock(_ file: Int32) -> Int32 {
        var byte = Glibc.flock()
        byte.l_type = Int16(F_WRLCK)
        byte.l_whence = Int16(SEEK_SET)
        byte.l_start = lockedByte
        byte.l_len = 1
        return fcntl(file, setOpenFileLock, &byte)
    }

    /// `F_OFD_SETLK` of `<fcntl.h>`, which Swift is not shown: the same number on every architecture.
    private static let setOpenFileLock: Int32 = 37

    /// SQLite's largest database ends at 2^48, and its locks are at 2^30 (<https://www.sqlite.org/fileformat.html> §1.3, §1.4).
    private static let lockedByte: off_t = 1 << 62
}

/// Tries to take a lock for a while. A server that was killed holds its locks until the kernel has taken its memory apart, and
/// whoever restarts it comes sooner.
///
/// - Parameter take: 0 when the lock was taken; otherwise `errno` says why not.
private func isLockTaken(_ take: () -> Int32) -> Bool {
    // Together one second.
    let (tries, microsecondsBetweenTries) = (50, UInt32(20_000))
    for _ in 0..<tries {
        if take() == 0 { return true }
        guard errno == EWOULDBLOCK || errno == EACCES else { return false }
        usleep(microsecondsBetweenTries)
    }
    return take() == 0
}

/// What the C library says of `number`; of the last failed call when left out.
func systemErrorText(_ number: Int32 = errno) -> String {
    strerror(number).map { String(cString: $0) } ?? "error \(number)"
}
