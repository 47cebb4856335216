import Glibc
import VoicemailModel

/// Keeps a second server away from a database: an exclusive `flock` on a file beside it.
///
/// The kernel ends the lock with the process, however it ends, so that a file left behind locks nobody out.
struct DatabaseLock: ~Copyable {
    private let file: Int32

    /// - Throws: when another process holds the lock, or the file cannot be made.
    init(path: String) throws(StoreError) {
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw StoreError(
                "the lock file \(path) cannot be opened: \(systemErrorText()); run this as the user whose database it is"
            )
        }
        guard Self.lock(file) else {
            let reason = errno
            let holder = Self.holder(file)
            close(file)
            guard reason == EWOULDBLOCK else {
                throw StoreError("the lock file \(path) cannot be locked: \(systemErrorText(reason))")
            }
            throw StoreError(
                "another server has the database open\(holder); stop it first, or use another database (lock: \(path))")
        }
        // For whoever finds the lock held. Nothing depends on it, so a full disk does not matter.
        let process = Array("\(getpid())\n".utf8)
        if ftruncate(file, 0) == 0 { _ = write(file, process, process.count) }
    }

    deinit {
        close(file)
    }

    /// A server that was killed holds its lock until the kernel has taken its memory apart, and whoever restarts it comes
    /// sooner: so this looks again for a while before it gives up.
    private static func lock(_ file: Int32) -> Bool {
        for _ in 0..<patienceInTries {
            if flock(file, LOCK_EX | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK else { return false }
            usleep(microsecondsBetweenTries)
        }
        return flock(file, LOCK_EX | LOCK_NB) == 0
    }

    /// Together one second.
    private static let patienceInTries = 50
    private static let microsecondsBetweenTries: UInt32 = 20_000

    private static func holder(_ file: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = pread(file, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, count)).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return digits.isEmpty ? "" : " (process \(String(decoding: digits, as: UTF8.self)))"
    }
}

/// What the C library says of `number`; of the last failed call when left out.
func systemErrorText(_ number: Int32 = errno) -> String {
    strerror(number).map { String(cString: $0) } ?? "error \(number)"
}
