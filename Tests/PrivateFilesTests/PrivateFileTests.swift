import Foundation
import PrivateFiles
import Testing
import VoicemailModel

@Suite("Private files", .timeLimit(.minutes(1)))
struct PrivateFileTests {
    /// A file of this mode, which goes after `body`.
    private func withFile<Result>(
        _ content: String = "secret", mode: mode_t, _ body: (String) throws -> Result
    ) throws -> Result {
        let path = FileManager.default.temporaryDirectory.appending(path: "private-\(UUID().uuidString)").path
        try Data(content.utf8).write(to: URL(filePath: path))
        defer { unlink(path) }
        try #require(chmod(path, mode) == 0)
        return try body(path)
    }

    private func open(_ path: String) throws -> PrivateFile {
        try PrivateFile(path: path, maximumBytes: 16, what: "key file")
    }

    @Test("a file that others cannot write is read", arguments: [0o600, 0o400, 0o640, 0o644, 0o660, 0o664] as [mode_t])
    func reads(mode: mode_t) throws {
        let bytes = try withFile(mode: mode) { try open($0).bytes }
        #expect(bytes == Array("secret".utf8))
    }

    @Test("a file that others can write is refused, whatever is in it", arguments: [0o602, 0o622, 0o666] as [mode_t])
    func refusesWritable(mode: mode_t) throws {
        try withFile(mode: mode) { path in
            let error = #expect(throws: PrivateFileError.self) { try open(path) }
            #expect(error?.description == "the key file \(path) can be written by others: chmod o-w \(path)")
        }
    }

    @Test("one with secrets is refused when others can read it or its group can write it; its group may read it")
    func refusesReadable() throws {
        for (mode, isTaken) in [
            (0o600, true), (0o400, true), (0o640, true), (0o644, false), (0o604, false), (0o660, false),
        ] as [(mode_t, Bool)] {
            try withFile(mode: mode) { path in
                let file = try open(path)
                if isTaken {
                    try file.requireUnread()
                } else {
                    let error = #expect(throws: PrivateFileError.self) { try file.requireUnread() }
                    #expect(error?.description.hasPrefix("the key file \(path) holds secrets, and ") == true)
                }
            }
        }
    }

    @Test("what is not a file, not there or too long is refused, and a pipe is not waited for")
    func refusesOthers() throws {
        #expect(throws: PrivateFileError.self) { try open("/nowhere/at/all") }
        let folder = #expect(throws: PrivateFileError.self) { try open("/tmp") }
        #expect(folder?.description == "the key file /tmp is not a file: name a file.")
        let pipe = FileManager.default.temporaryDirectory.appending(path: "pipe-\(UUID().uuidString)").path
        try #require(mkfifo(pipe, 0o600) == 0)
        defer { unlink(pipe) }
        #expect(throws: PrivateFileError.self) { try open(pipe) }
        #expect(try withFile("0123456789abcdef", mode: 0o600) { try open($0).bytes.count } == 16)
        try withFile("0123456789abcdefg", mode: 0o600) { path in
            let error = #expect(throws: PrivateFileError.self) { try open(path) }
            #expect(error?.description == "the key file \(path) is over 16 bytes.")
        }
    }
}
