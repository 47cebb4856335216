import CLinux
import Glibc
import VoicemailModel

/// The path by which a database was served last, kept on the file itself: in an extended attribute, which all names of a file
/// share.
///
/// After a crash, what was committed last is in the log beside that path. A server that comes by another name of the file, a hard
/// link or a mount, would not see that log, would go on without what is in it, and the log would be of another database when it
/// is read at last. Where the file system has no extended attributes, nothing is remembered and nothing refused.
enum ServedName {
    private static let attribute = "user.vmgate.served_as"

    /// The path that is remembered; nil when there is none.
    static func read(_ file: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = fgetxattr(file, attribute, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// Remembers that the file is served as `path`, unless it cannot be.
    static func write(_ path: String, to file: Int32) {
        let bytes = Array(path.utf8)
        if read(file) != path { _ = fsetxattr(file, attribute, bytes, bytes.count, 0) }
    }

    /// Makes sure that what was committed to the file is not in the log of another name.
    ///
    /// - Parameter path: the name by which it is to be opened.
    static func check(_ file: Int32, _ path: String) throws(StoreError) {
        guard let name = read(file), name != path, isSame(file, name) else { return }
        var log = stat()
        guard stat(name + "-wal", &log) == 0, log.st_size > 0 else { return }
        throw StoreError(
            "the database \(path) is the same file as \(name), and what was committed last is in \(name)-wal: use that"
                + " name; once its server has stopped properly, either will do")
    }

    /// Whether the name is still one of the file.
    private static func isSame(_ file: Int32, _ name: String) -> Bool {
        var (mine, other) = (stat(), stat())
        guard fstat(file, &mine) == 0, stat(name, &other) == 0 else { return false }
        return mine.st_dev == other.st_dev && mine.st_ino == other.st_ino
    }
}
