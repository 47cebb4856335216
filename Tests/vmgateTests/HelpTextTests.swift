import Foundation
import Testing

@testable import vmgate

@Suite("Help", .timeLimit(.minutes(5)))
struct HelpTextTests {
    /// Every command, the program itself first.
    static let commands: [[String]] = [[]] + (CommandDescription.program()?.descendants.map(\.path) ?? [])

    private func help(_ command: [String], columns: String? = nil) throws -> [Substring] {
        let environment = columns.map { ["COLUMNS": $0] } ?? [:]
        let result = try CommandRun(command + ["--help"], environment: environment, without: ["COLUMNS"])
        #expect(result.status == 0)
        #expect(result.errors == "")
        return result.output.split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test("follows the width that COLUMNS says", arguments: ["60", "72", "100", "160"])
    func widths(columns: String) throws {
        let width = try #require(Int(columns))
        for command in [[], ["serve"], ["mailbox", "add"], ["audit", "show"], ["bench"]] {
            let lines = try help(command, columns: columns).filter { !$0.hasPrefix("  vmgate ") }
            for line in lines where line.count > width {
                // A word that is too long for any line.
                #expect(!line.drop { $0 == " " }.contains(" "), "\(command): \(line)")
            }
            // It uses the width that there is, too.
            #expect(lines.contains { $0.count > width - 20 }, "\(command) at \(columns)")
        }
    }

    @Test("is 80 columns wide in a pipe, and never too narrow to be read")
    func standard() throws {
        #expect(try help(["serve"]) == help(["serve"], columns: "80"))
        #expect(try help(["serve"], columns: "0") == help(["serve"], columns: "80"))
        #expect(try help(["serve"], columns: "wide") == help(["serve"], columns: "80"))
        #expect(try help(["serve"], columns: "7") == help(["serve"], columns: "40"))
    }

    @Test("leaves each line of its examples whole, at any width", arguments: commands)
    func examples(command: [String]) throws {
        let program = try #require(CommandDescription.program())
        let discussion = try #require(CommandPath(command, from: program).command.discussion)
        let examples = discussion.split(separator: "\n").filter { $0.hasPrefix(" ") }
        #expect(examples.contains { $0.hasPrefix("  vmgate \(command.joined(separator: " "))") }, "\(command)")
        let lines = try help(command, columns: "40")
        for example in examples { #expect(lines.contains(example), "\(command)") }
    }

    @Test("has no line of prose that ends before its paragraph does", arguments: commands)
    func paragraphs(command: [String]) throws {
        let program = try #require(CommandDescription.program())
        let lines = (CommandPath(command, from: program).command.discussion ?? "")
            .split(separator: "\n", omittingEmptySubsequences: false)
        for (line, next) in zip(lines, lines.dropFirst()) where line != "EXAMPLE" {
            let isProse = { (line: Substring) in !line.isEmpty && !line.hasPrefix(" ") }
            #expect(!isProse(line) || !isProse(next), "\(command): \(line)")
        }
    }
}
