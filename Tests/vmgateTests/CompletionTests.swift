import Foundation
import Testing
import VoicemailTestKit

@testable import vmgate

/// The scripts that `make install` writes, in the shells that are there.
@Suite("Completion", .timeLimit(.minutes(5)))
struct CompletionTests {
    private static func isInstalled(_ shell: String) -> Bool {
        ["/bin", "/usr/bin", "/usr/local/bin"].contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(shell)")
        }
    }

    /// What `shell` prints of `commands` once it has read the script.
    private func complete(_ shell: String, _ commands: String) async throws -> (output: String, errors: String) {
        let script = try CommandRun(["--generate-completion-script", shell])
        #expect(script.status == 0)
        let file = FileManager.default.temporaryDirectory.appending(path: "vm-complete-\(UUID().uuidString.prefix(8))")
        try script.output.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let run = try await ProgramRun(shell, ["-c", commands.replacing("SCRIPT", with: file.path)])
        #expect(run.status == 0)
        return (run.output, run.errors)
    }

    static let lines: [(words: [String], offers: Set<String>)] = [
        (["mai"], ["mailbox"]), (["mailbox", "sh"], ["show"]), (["pin", ""], ["reset", "check", "verify"]),
        (["mailbox", "add", "1001", "--clock", ""], ["12", "24", "off"]),
        (["serve", "--log-level", "de"], ["debug"]), (["client", "add", "--role", "fro"], ["frontend"]),
    ]

    @Test("in bash offers commands, options and values", arguments: lines)
    func bash(words: [String], offers: Set<String>) async throws {
        let words = ["vmgate"] + words
        let array = words.map { "'\($0)'" }.joined(separator: " ")
        let (output, errors) = try await complete(
            "bash",
            """
            . SCRIPT || exit 1
            COMP_WORDS=(\(array)); COMP_CWORD=\(words.count - 1); COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
            function=$(complete -p vmgate | sed 's/.*-F \\([^ ]*\\).*/\\1/')
            "$function" vmgate "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """)
        #expect(errors == "")
        #expect(Set(output.split(separator: "\n").map(String.init)).isSuperset(of: offers), "\(output)")
    }

    @Test("in fish offers the same", .enabled(if: isInstalled("fish")), arguments: lines)
    func fish(words: [String], offers: Set<String>) async throws {
        let line = (["vmgate"] + words).joined(separator: " ")
        let (output, errors) = try await complete("fish", "source SCRIPT; or exit 1; complete -C '\(line)'")
        #expect(errors == "")
        let offered = output.split(separator: "\n").compactMap { $0.split(separator: "\t").first.map(String.init) }
        #expect(Set(offered).isSuperset(of: offers), "\(output)")
    }

    @Test("in zsh is read without an error", .enabled(if: isInstalled("zsh")))
    func zsh() async throws {
        let (output, errors) = try await complete(
            "zsh", "autoload -Uz compinit && compinit -u -D && zsh -n SCRIPT && compdef _vmgate vmgate && print ready")
        #expect(output == "ready\n")
        #expect(errors == "")
    }

    @Test("names every command and option in each shell", arguments: ["bash", "zsh", "fish"])
    func complete(shell: String) throws {
        let script = try CommandRun(["--generate-completion-script", shell]).output
        let program = try #require(CommandDescription.program())
        for (path, command) in program.descendants {
            #expect(script.contains(path[path.count - 1]))
            for option in command.optionNames { #expect(script.contains(option.drop { $0 == "-" }), "\(option)") }
        }
    }
}
