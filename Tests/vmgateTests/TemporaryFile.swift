import Foundation

/// Runs `body` with the path of a file with this content, which is removed afterwards.
func withTemporaryFile<Result>(
    _ content: String, ending: String, _ body: (String) throws -> Result
) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appending(path: "vm-\(UUID().uuidString.prefix(8)).\(ending)")
    try content.write(to: url, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
}
