internal import Glibc

/// Reading and writing whole files.
enum FileBytes {
    enum Content {
        case missing
        case unreadable(String)
        /// What was read, and how long the file is.
        case bytes([UInt8], size: Int)
    }

    /// The file's bytes, or its first `maximum`.
    static func read(_ path: String, maximum: Int) -> Content {
        // Without waiting for the other end of what may be a pipe.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable(reason) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .unreadable(reason) }
        guard status.st_mode & S_IFMT == S_IFREG else { return .unreadable("it is not a file") }
        let wanted = min(maximum, Int(status.st_size))
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
            while count < wanted {
                let done = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), wanted - count)
                if done < 0, errno == EINTR { continue }
                failed = done < 0
                guard done > 0 else { return }
                count += done
            }
        }
        return failed ? .unreadable(reason) : .bytes(bytes, size: Int(status.st_size))
    }

    /// Puts a file into its place in one step: whoever looks sees the old one or the new one, also when this is killed.
    ///
    /// - Throws: `FileFailure`.
    static func write(_ bytes: [UInt8], to path: String) throws(FileFailure) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[...$0]) } ?? ""
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        // Hidden, and of the same name each time: what a killed run leaves is overwritten by the next one.
        let part = "\(folder).\(name).part"
        let descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw FileFailure(path: path, reason: reason) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written >= 0 else {
                let failure = FileFailure(path: path, reason: reason)
                close(descriptor)
                unlink(part)
                throw failure
            }
            rest = rest.dropFirst(written)
        }
        guard close(descriptor) == 0, rename(part, path) == 0 else {
            let failure = FileFailure(path: path, reason: reason)
            unlink(part)
            throw failure
        }
    }

    static var reason: String { String(cString: strerror(errno)).lowercased() }
}

/// A file that could not be written, as one sentence.
struct FileFailure: Error, Hashable, Sendable, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String { "\(path) could not be written: \(reason)." }
}
