import Glibc

/// A file that a command writes its result to.
enum OutputFile {
    /// Says beforehand what would fail afterwards, when a long run would have been for nothing.
    static func check(_ path: String) throws(CommandFailure) {
        guard !path.isEmpty else {
            throw CommandFailure("the name of a file is empty: name one.", status: CommandFailure.usage)
        }
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT != S_IFDIR else {
                throw CommandFailure("\(path) is a directory: name a file in it.")
            }
            guard access(path, W_OK) == 0 else { throw CommandFailure("\(path) cannot be written: name another file.") }
            return
        }
        let slash = path.lastIndex(of: "/")
        let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard access(directory, W_OK | X_OK) == 0 else {
            throw CommandFailure("\(path) cannot be written: does \(directory) exist, and may you write to it?")
        }
    }

    static func write(_ text: String, to path: String) throws(CommandFailure) {
        try write(Array(text.utf8), to: path)
    }

    /// In place: what is named may be a device.
    static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path) }
        guard writeAll(bytes, to: descriptor) else {
            let failure = failure(path)
            close(descriptor)
            throw failure
        }
        guard close(descriptor) == 0 else { throw failure(path) }
    }

    private static func failure(_ path: String) -> CommandFailure {
        CommandFailure("\(path) could not be written: \(String(cString: strerror(errno)).lowercased()).")
    }
}
