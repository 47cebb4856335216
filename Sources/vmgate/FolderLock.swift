import Glibc

/// Keeps two commands from writing into the same folder at once. It ends with the process, however that ends.
struct FolderLock {
    private let descriptor: Int32

    init(_ folder: String) throws(CommandFailure) {
        descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure("\(folder) cannot be opened: \(String(cString: strerror(errno)).lowercased()).")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CommandFailure("another `vmgate prompts render` is running in \(folder): wait until it ends.")
        }
    }

    func release() {
        close(descriptor)
    }
}
