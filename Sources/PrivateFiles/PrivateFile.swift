import Glibc
import VoicemailModel

/// A file that nobody but its owner and root may have written, read in one piece.
///
/// Who may read and write it is looked up on the open file and not on its path, so that it cannot be exchanged in between. What
/// was read is wiped with the last copy of this value.
public struct PrivateFile: Sendable {
    /// What it is, in the sentences of refusals: `settings file`.
    private let what: String
    private let path: String
    private let mode: mode_t
    private let content: SecretBytes

    /// - Parameters:
    ///   - maximumBytes: what a longer file is refused for.
    ///   - what: what it is, in the sentences of refusals.
    /// - Throws: `PrivateFileError` when it cannot be read, is not a file, is longer, belongs to another user, or can be
    ///   written by others.
    public init(path: String, maximumBytes: Int, what: String) throws(PrivateFileError) {
        self.what = what
        self.path = path
        // Without waiting for the other end of what may be a pipe.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        var status = stat()
        guard file >= 0 else { throw Self.unreadable(what, path) }
        defer { close(file) }
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw PrivateFileError("the \(what) \(path) is not a file: name a file.")
        }
        mode = status.st_mode
        let user = geteuid()
        guard status.st_uid == user || status.st_uid == 0 || user == 0 else {
            throw PrivateFileError(
                "the \(what) \(path) belongs to another user, who could change it:"
                    + " let it belong to root or to the user who runs this.")
        }
        guard mode & S_IWOTH == 0 else {
            throw PrivateFileError("the \(what) \(path) can be written by others: chmod o-w \(path)")
        }
        content = try Self.read(file, maximumBytes: maximumBytes, what, path)
    }

    /// The bytes, for a file that holds no secret.
    public var bytes: [UInt8] { content.withUnsafeBytes { Array($0) } }

    /// For a file with secrets that a group may share, such as root's file for a service's group.
    ///
    /// - Throws: `PrivateFileError` when everybody can read it, or its group can write it.
    public func requireUnread() throws(PrivateFileError) {
        guard mode & S_IROTH == 0 else {
            throw PrivateFileError("the \(what) \(path) holds secrets, and others can read it: chmod o= \(path)")
        }
        guard mode & S_IWGRP == 0 else {
            throw PrivateFileError("the \(what) \(path) holds secrets, and its group can write it: chmod g-w \(path)")
        }
    }

    private static func read(
        _ file: Int32, maximumBytes: Int, _ what: String, _ path: String
    ) throws(PrivateFileError) -> SecretBytes {
        // One byte more than may be there shows a file that is too long. Never grown: that would leave copies behind.
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: maximumBytes + 1, alignment: 1)
        defer {
            SecretBytes.wipe(buffer)
            buffer.deallocate()
        }
        var count = 0
        while count < buffer.count {
            let read = Glibc.read(file, buffer.baseAddress! + count, buffer.count - count)
            if read < 0, errno == EINTR { continue }
            guard read >= 0 else { throw unreadable(what, path) }
            if read == 0 { break }
            count += read
        }
        guard count <= maximumBytes else {
            let limit = maximumBytes >= 1 << 20 ? "\(maximumBytes >> 20) MiB" : "\(maximumBytes) bytes"
            throw PrivateFileError("the \(what) \(path) is over \(limit).")
        }
        return SecretBytes(copying: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }

    private static func unreadable(_ what: String, _ path: String) -> PrivateFileError {
        PrivateFileError("the \(what) \(path) cannot be read: is the path right, and may this user read it?")
    }
}

/// Why a file is not used: one sentence that says which, and what to do.
public struct PrivateFileError: Error, Equatable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
