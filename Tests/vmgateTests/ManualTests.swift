import Foundation
import Testing

@testable import vmgate

/// The pages that `make install` writes.
@Suite("The manual")
struct ManualTests {
    /// Runs `body` in a folder with all pages, and removes it.
    private func withPages(_ body: (URL, [String]) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vm-man-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // The last day of a year in UTC.
        let made = try CommandRun(["generate-manual", folder.path], environment: ["SOURCE_DATE_EPOCH": "1767225599"])
        #expect(made.status == 0 && made.output + made.errors == "")
        try body(folder, try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted())
    }

    private func output(_ program: String, _ arguments: [String], in folder: URL) throws -> (
        status: Int32, text: String
    ) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.currentDirectoryURL = folder
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    @Test("has a page for every command, and the first one names them all")
    func pages() throws {
        let program = try #require(CommandDescription.program())
        try withPages { folder, files in
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
    func content() throws {
        let program = try #require(CommandDescription.program())
        try withPages { folder, _ in
            for (path, command) in program.descendants {
                let file = "vmgate-\(path.joined(separator: "-")).1"
                let (_, text) = try output("mandoc", ["-Tascii", "-Owidth=200", file], in: folder)
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
    func pairs() throws {
        try withPages { folder, _ in
            let page = try String(contentsOf: folder.appending(path: "vmgate-mailbox-add.1"), encoding: .utf8)
            #expect(page.contains(".Op Fl \\-require\\-pin | Fl \\-no\\-require\\-pin\n"))
            #expect(page.contains(".It Fl \\-notify , Fl \\-no\\-notify\n"))
            #expect(page.contains(".Op Fl \\-pin\n") && page.contains(".It Fl \\-no\\-pin\n"))
        }
    }

    @Test("has nothing that mandoc complains of")
    func lint() throws {
        try withPages { folder, files in
            let (status, text) = try output("mandoc", ["-Tlint"] + files, in: folder)
            #expect(status == 0 && text == "", "\(text)")
        }
    }

    @Test("a folder that is not there is named")
    func noFolder() throws {
        let result = try CommandRun(["generate-manual", "no/such"])
        #expect(result.status == 1)
        #expect(result.errors.hasPrefix("vmgate: no/such/vmgate.1 could not be written: no such file or directory."))
    }
}
