import CSodium
import Glibc

/// A file with the keys, one on each line, the active one first:
/// ```
/// # What this is.
/// vmgate-seal-keys 1
/// key 1f2e3d4c 64 hexadecimal digits
/// end 16 hexadecimal digits: a checksum of all the bytes before this line
/// ```
/// It is read only when nobody but its owner can, and written whole or not at all.
public struct SealKeyFile: Sendable {
    private static let heading = """
        # Keys that vmgate seals hashes of PINs with; the first one is active. Keep a copy apart from the database: without
        # it no PIN of that database can be verified again, and whoever has both can try all PINs.
        vmgate-seal-keys 1\n
        """
    private static let ending = "end "
    private static let checksumLength = 8
    /// Some forty keys. There are two while hashes are resealed, otherwise one.
    private static let maximumBytes = 4096

    public let path: String

    public init(path: String) {
        self.path = path
    }

    // MARK: Reading

    /// The keys, the active one first.
    ///
    /// - Throws: `SealingError`, a sentence that names the file.
    public func read() throws -> [SealKey] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw missing(errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw missing(errno) }
        try check(status)
        let size = Int(status.st_size)
        let contents = try LockedBytes(count: size) { bytes in
            guard Glibc.read(descriptor, bytes, size) == size else {
                throw damaged
            }
        }
        return try contents.withUnsafeBytes { try parse($0) }
    }

    private func check(_ status: stat) throws {
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SealingError("\(path) is not a regular file, so it is not a key file: name another file")
        }
        guard status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw SealingError(
                "the key file \(path) can be read by users other than its owner (mode 0\(mode)): run chmod 600 on it, and"
                    + " vmgate key rotate if somebody may have read it")
        }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw SealingError("the key file \(path) belongs to another user: give it to the user that vmgate runs as")
        }
        guard status.st_size > 0 else { throw damaged }
        guard status.st_size <= Self.maximumBytes else { throw foreign }
    }

    private func parse(_ contents: UnsafeRawBufferPointer) throws -> [SealKey] {
        var lines = contents.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // The last line has its end too.
        guard lines.popLast()?.isEmpty == true, let last = lines.popLast(), last.starts(with: Self.ending.utf8) else {
            throw isStart(contents) ? damaged : foreign
        }
        let body = UnsafeRawBufferPointer(rebasing: contents[..<last.startIndex])
        guard String(decoding: last, as: UTF8.self) == Self.ending + Self.checksum(body) else {
            throw isStart(contents) ? damaged : foreign
        }
        lines.removeAll { $0.first == UInt8(ascii: "#") }
        guard let version = lines.first, version.elementsEqual("vmgate-seal-keys 1".utf8) else {
            throw SealingError("the key file \(path) is of another version of vmgate: use that one")
        }
        let keys = try lines.dropFirst().map { try parse(line: UnsafeRawBufferPointer(rebasing: $0)) }
        guard !keys.isEmpty, Set(keys.map(\.id)).count == keys.count else { throw damaged }
        return keys
    }

    private func parse(line: UnsafeRawBufferPointer) throws -> SealKey {
        let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].elementsEqual("key".utf8), parts[2].count == SealKey.length * 2 else {
            throw damaged
        }
        let secret = try LockedBytes(count: SealKey.length) { bytes in
            var count = 0
            let digits = UnsafeRawBufferPointer(rebasing: parts[2]).assumingMemoryBound(to: CChar.self)
            let status = sodium_hex2bin(
                bytes, SealKey.length, digits.baseAddress, digits.count, nil, &count, nil)
            guard status == 0, count == SealKey.length else { throw damaged }
        }
        let key = try SealKey(secret: secret)
        guard parts[1].elementsEqual(key.id.text.utf8) else { throw damaged }
        return key
    }

    /// Whether it begins as a key file does, so that it is one that is damaged.
    private func isStart(_ contents: UnsafeRawBufferPointer) -> Bool {
        contents.starts(with: Self.heading.utf8.prefix(24)) || contents.starts(with: "vmgate-seal-keys".utf8)
    }

    private static func checksum(_ bytes: UnsafeRawBufferPointer) -> String {
        var digest = [UInt8](repeating: 0, count: 16)
        _ = crypto_generichash(
            &digest, digest.count, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, UInt64(bytes.count), nil, 0)
        return digest.prefix(checksumLength).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }

    // MARK: Writing

    /// Writes a file with one new key. One that is there already is left as it is.
    ///
    /// - Throws: `SealingError`, a sentence that names the file.
    public func create() throws -> SealKey {
        var status = stat()
        guard lstat(path, &status) != 0 else { throw exists }
        let key = try SealKey.random()
        let temporary = try write([key])
        defer { unlink(temporary) }
        // Unlike a rename this fails when somebody has made one meanwhile.
        guard link(temporary, path) == 0 else { throw errno == EEXIST ? exists : unwritable(errno) }
        try syncFolder()
        return key
    }

    /// Replaces the file's keys. After a failure, or a loss of power, it has the old keys or the new ones.
    public func replace(with keys: [SealKey]) throws {
        let temporary = try write(keys)
        guard rename(temporary, path) == 0 else {
            let error = unwritable(errno)
            unlink(temporary)
            throw error
        }
        try syncFolder()
    }

    /// Writes the keys to a new file beside the path.
    private func write(_ keys: [SealKey]) throws -> String {
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unwritable(errno) }
        defer { close(descriptor) }
        let contents = try Self.contents(keys)
        let isWritten = contents.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) == $0.count }
        guard isWritten, fsync(descriptor) == 0 else {
            let error = unwritable(errno)
            unlink(temporary)
            throw error
        }
        return temporary
    }

    private static func contents(_ keys: [SealKey]) throws -> LockedBytes {
        let lineLength = "key ".utf8.count + SealKeyID.length + 1 + SealKey.length * 2 + 1
        let bodyLength = heading.utf8.count + keys.count * lineLength
        let length = bodyLength + ending.utf8.count + checksumLength * 2 + 1
        return try LockedBytes(count: length) { bytes in
            var next = 0
            func append(_ text: String) {
                for byte in text.utf8 {
                    bytes[next] = byte
                    next += 1
                }
            }
            append(heading)
            for key in keys {
                append("key \(key.id) ")
                key.secret.withUnsafeBytes { secret in
                    for byte in secret {
                        for digit in [byte >> 4, byte & 15] {
                            bytes[next] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
                            next += 1
                        }
                    }
                }
                append("\n")
            }
            append(ending + checksum(UnsafeRawBufferPointer(start: bytes, count: bodyLength)) + "\n")
        }
    }

    private var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// A name is durable when its folder is.
    private func syncFolder() throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unwritable(errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw unwritable(errno) }
    }

    // MARK: What can be wrong

    private func missing(_ error: Int32) -> SealingError {
        guard error == ENOENT else {
            return SealingError("the key file \(path) cannot be read: \(Self.words(error))")
        }
        return SealingError(
            "there is no key file \(path): put back its copy, or for a new database make one with"
                + " vmgate key new \(path)")
    }

    private var damaged: SealingError {
        SealingError("the key file \(path) is damaged, or only half of it was written: put back its copy")
    }

    private var foreign: SealingError {
        SealingError("\(path) is not a key file: name the one that vmgate key new made")
    }

    private var exists: SealingError {
        SealingError("\(path) exists already, and PINs may need it: name another file")
    }

    private func unwritable(_ error: Int32) -> SealingError {
        error == ENOENT
            ? SealingError("the folder of the key file \(path) does not exist: make it first")
            : SealingError("the key file \(path) cannot be written: \(Self.words(error))")
    }

    private static func words(_ error: Int32) -> String {
        String(cString: strerror(error)).lowercased()
    }
}
