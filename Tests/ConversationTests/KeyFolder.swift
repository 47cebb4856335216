import Foundation
import VoicemailTestKit

/// A folder with a key file that `vmgate key new` made.
final class KeyFolder: Sendable {
    /// A hash that was made elsewhere, and its PIN.
    static let pin = "402719"
    static let hash = "$argon2id$v=19$m=8192,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$3elosVoN2cH+jwMYvhaZQV2hJr/5HWXkI9PC2HCvr0I"

    let folder: URL
    var path: String { folder.appendingPathComponent("vmgate.key").path }
    var flag: [String] { ["--seal-key-file", path] }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("vmgate-key-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        let (status, output) = try ServerProcess.run(["key", "new", path])
        guard status == 0 else { throw Unmade(output: output) }
    }

    /// What `vmgate key new` said when it made no file.
    private struct Unmade: Error {
        let output: String
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    func text() throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    /// The names of the keys in the file, the active one first.
    func ids() throws -> [String] {
        try text().split(separator: "\n").filter { $0.hasPrefix("key ") }.map { line in
            String(line.split(separator: " ")[1])
        }
    }

    func write(_ text: String, mode: Int = 0o600) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }
}
