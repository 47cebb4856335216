import Foundation

/// Runs `body` with the path of a file with this content, its owner's alone, which is removed afterwards.
public func withTemporaryFile<Result>(
    _ content: String, ending: String, _ body: (String) throws -> Result
) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appending(path: "vm-\(UUID().uuidString.prefix(8)).\(ending)")
    try content.write(to: url, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: url.path)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
}
