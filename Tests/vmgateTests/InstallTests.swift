import Foundation
import Testing
import VoicemailTestKit

@Suite("make install", .timeLimit(.minutes(5)))
struct InstallTests {
    @Test("puts the manual and the completions where man and the shells look for them")
    func files() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vm-install-\(UUID().uuidString.prefix(8))")
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = try #require(try CommandRun.process([]).executableURL)
        // With the program that these tests run, in place of a release.
        let make = try await ProgramRun(
            "make",
            [
                "--silent", "--old-file=build", "install", "VMGATE=\(program.path)", "DESTDIR=\(folder.path)",
                "PREFIX=/usr",
            ], in: ServerProcess.repository)
        try #require(make.status == 0, "\(make.errors)")
        let share = folder.appending(path: "usr/share")
        for (path, beginning) in [
            ("man/man1/vmgate.1", ".\\\""), ("man/man1/vmgate-mailbox-add.1", ".\\\""),
            ("bash-completion/completions/vmgate", "#!/bin/bash"), ("zsh/site-functions/_vmgate", "#compdef vmgate"),
            ("fish/vendor_completions.d/vmgate.fish", "function "),
        ] {
            let text = try String(contentsOf: share.appending(path: path), encoding: .utf8)
            #expect(text.hasPrefix(beginning), "\(path)")
        }
    }
}
