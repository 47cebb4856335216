import Foundation
import Testing
import VoicemailTestKit

@testable import vmgate

/// The pages that `make install` writes.
@Suite("The manual", .timeLimit(.minutes(5)))
struct ManualTests {
    /// Runs `body` in a folder with all pages, and removes it.
    private func withPages(_ body: (URL, [String]) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vm-man-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // The last day of a year in UTC.
        let made = try CommandRun(["generate-manual", folder.path], environment: ["SOURCE_DATE_EPOCH": "1767225599"])
        #expect(made.status == 0 && made.output + made.errors == "")
        try await body(folder, try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted())
    }

    @Test("has a page for every command, and the first one names them all")
    func pages() async throws {
        let program = try #require(CommandDescription.program())
        try await withPages { folder, files in
            #expect(
                Set(files)
                    == Set(["vmgate.1"] + program.descendants.map { "vmgate-\($0.path.joined(separator: "-")).1" }))
            let first = try String(contentsOf: folder.appending(path: "vmgate.1"), encoding: .utf8)
            for (path, command) in program.descendants where command.shownSubcommands.isEmpty {
                #expect(first.contains(".Xr vmgate-\(path.joined(separator: "-")) 1 ."))
            }
        }
    }

    @Test("names every option and every example of each command, and the day that it was made for")
    func content() async throws {
        let program = try #require(CommandDescription.program())
        try await withPages { folder, _ in
            for (path, command) in program.descendants {
                let file = "vmgate-\(path.joined(separator: "-")).1"
                let text = try await ProgramRun("mandoc", ["-Tascii", "-Owidth=200", file], in: folder).output
                // Bold is a letter over itself, and underlined one over a line.
                let plain = text.replacing(/.\u{8}/, with: "")
                for option in command.optionNames { #expect(plain.contains(option), "\(file): \(option)") }
                let examples = (command.discussion ?? "").split(separator: "\n").filter { $0.hasPrefix("  vmgate") }
                for example in examples { #expect(plain.contains(example.drop { $0 == " " }), "\(file): \(example)") }
                #expect(plain.contains("December 31, 2025"))
            }
        }
    }

    @Test("shows flags that undo each other together, and no others")
    func pairs() async throws {
        try await withPages { folder, _ in
            let page = try String(contentsOf: folder.appending(path: "vmgate-mailbox-add.1"), encoding: .utf8)
            #expect(page.contains(".Op Fl \\-require\\-pin | Fl \\-no\\-require\\-pin\n"))
            #expect(page.contains(".It Fl \\-notify , Fl \\-no\\-notify\n"))
            #expect(page.contains(".Op Fl \\-pin\n") && page.contains(".It Fl \\-no\\-pin\n"))
        }
    }

    @Test("breaks no name at the end of a line")
    func names() async throws {
        try await withPages { folder, _ in
            let page = try String(contentsOf: folder.appending(path: "vmgate-info.1"), encoding: .utf8)
            #expect(page.contains("\\%VMGATE_LISTEN_ADMIN_SOCKET,"))
            #expect(page.contains("\nThe server\\(aqs Unix socket "))
        }
    }

    @Test("has nothing that mandoc complains of")
    func lint() async throws {
        try await withPages { folder, files in
            let lint = try await ProgramRun("mandoc", ["-Tlint"] + files, in: folder)
            #expect(lint.status == 0 && lint.output + lint.errors == "", "\(lint.output)\(lint.errors)")
        }
    }

    @Test("a folder that is not there is named")
    func noFolder() throws {
        let result = try CommandRun(["generate-manual", "no/such"])
        #expect(result.status == 1)
        #expect(result.errors.hasPrefix("vmgate: no/such/vmgate.1 could not be written: no such file or directory."))
    }
}
