import Glibc
import VoicemailModel

/// Where a database is, once every symbolic link on the way there has been followed.
///
/// SQLite follows links too, and keeps its log beside the file itself. What is opened later, and what is locked, is then the same
/// file, whatever becomes of the links.
enum DatabasePath {
    /// Links that are followed: as many as the kernel follows (path_resolution(7)).
    private static let mostLinks = 40

    /// The path without links; its last part may be a file that is still to be made. Of a file with another name, beside which a
    /// crash has left its log, it is that name.
    ///
    /// - Throws: when the folder is not there, or cannot be used.
    static func resolve(_ path: String) throws(StoreError) -> String {
        var path = path
        for _ in 0...mostLinks {
            if let real = real(path) { return ServedName.nameWithLog(ofFileAt: real) ?? real }
            // It is not there, or a link to what is not there: the database is made where that leads.
            let (directory, name) = parts(of: path)
            guard let target = linkTarget(of: path) else {
                guard let real = real(directory) else {
                    let text = systemErrorText()
                    throw StoreError.unavailable(
                        "the directory \(directory) of the database cannot be used: \(text); create it first")
                }
                return real == "/" ? "/\(name)" : "\(real)/\(name)"
            }
            path = target.hasPrefix("/") ? target : "\(directory)/\(target)"
        }
        throw StoreError.unavailable("the database \(path) is a link that leads nowhere; name the file itself")
    }

    /// The folder and the name in it.
    static func parts(of path: String) -> (directory: String, name: String) {
        switch path.lastIndex(of: "/") {
        case path.startIndex: ("/", String(path.dropFirst()))
        case let slash?: (String(path[..<slash]), String(path[path.index(after: slash)...]))
        case nil: (".", path)
        }
    }

    private static func real(_ path: String) -> String? {
        guard let bytes = realpath(path, nil) else { return nil }
        defer { free(bytes) }
        return String(cString: bytes)
    }

    /// What a symbolic link says; nil when `path` is none.
    private static func linkTarget(of path: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &bytes, bytes.count)
        guard count > 0, count < bytes.count else { return nil }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
