import CLinux
import Glibc
import VoicemailModel

/// The path by which a database was served last, kept on the file itself: in an extended attribute, which all names of a file
/// share.
///
/// After a crash, what was committed last is in the log beside that path. By another name of the file, such as a hard link, that
/// log would not be seen, and would be of another database when it is read at last. So the file is then opened by that path, by
/// whatever name it was asked for. Where the file system has no extended attributes, nothing is remembered.
enum ServedName {
    private static let attribute = "user.vmgate.served_as"

    /// The path that is remembered; nil when there is none.
    static func read(_ path: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = getxattr(path, attribute, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// Remembers that the file is served as `path`, unless it cannot be.
    static func write(_ path: String) {
        let bytes = Array(path.utf8)
        if read(path) != path { _ = setxattr(path, attribute, bytes, bytes.count, 0) }
    }

    /// The other path of the same file, when a log with something in it is beside that one; else nil.
    static func nameWithLog(ofFileAt path: String) -> String? {
        guard let name = read(path), name != path else { return nil }
        var (mine, other, log) = (stat(), stat(), stat())
        guard stat(path, &mine) == 0, stat(name, &other) == 0, mine.st_dev == other.st_dev, mine.st_ino == other.st_ino,
            stat(name + "-wal", &log) == 0, log.st_size > 0
        else { return nil }
        return name
    }
}
