internal import Glibc

/// A file of the folder of zones: its bytes, and what tells whether it is another one later.
struct ZoneFile {
    /// What differs after a file was rewritten or replaced, or a link leads to another one.
    struct Mark: Hashable {
        private let device: UInt
        private let inode: UInt
        private let size: Int
        private let modified: [Int]

        /// Nil when there is no file.
        init?(path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            self.init(status)
        }

        fileprivate init(_ status: stat) {
            device = UInt(status.st_dev)
            inode = UInt(status.st_ino)
            size = Int(status.st_size)
            // A package sets the time at which it was built; the second is that of the change on this disk.
            modified = [
                status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
            ]
        }
    }

    let bytes: [UInt8]
    /// That of the file before it was read: what changes while it is read shows later.
    let mark: Mark

    enum Reading {
        case file(ZoneFile)
        /// There is nothing, or a folder.
        case absent
        case unusable(TZifError)
    }

    static func read(_ path: String, maximumBytes: Int) -> Reading {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            guard [ENOENT, ENOTDIR, ENAMETOOLONG].contains(errno) else {
                return .unusable(TZifError("cannot be read: \(String(cString: strerror(errno)))"))
            }
            return .absent
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .unusable(TZifError("cannot be read")) }
        guard status.st_mode & S_IFMT != S_IFDIR else { return .absent }
        guard status.st_mode & S_IFMT == S_IFREG else { return .unusable(TZifError("is not a regular file")) }
        guard status.st_size <= maximumBytes else { return .unusable(TZifError("is too large")) }
        // One byte more, to see that it ends.
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
        var count = 0
        while count < bytes.count {
            let read = bytes.withUnsafeMutableBytes { rest in
                Glibc.read(descriptor, rest.baseAddress?.advanced(by: count), rest.count - count)
            }
            if read < 0, errno == EINTR { continue }
            guard read >= 0 else { return .unusable(TZifError("cannot be read: \(String(cString: strerror(errno)))")) }
            if read == 0 { break }
            count += read
        }
        guard count < bytes.count else { return .unusable(TZifError("is being written")) }
        return .file(ZoneFile(bytes: Array(bytes.prefix(count)), mark: Mark(status)))
    }
}
