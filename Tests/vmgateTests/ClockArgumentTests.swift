import Testing
import VoicemailModel

@testable import vmgate

@Suite("A clock on the command line", .timeLimit(.minutes(5)))
struct ClockArgumentTests {
    @Test(
        "is written in short, or as the protocol has it, in any case",
        arguments: [
            ("12", "12_HOUR_CLOCK"), ("24", "24_HOUR_CLOCK"), ("off", "DISABLE"), ("OFF", "DISABLE"),
            ("12_HOUR_CLOCK", "12_HOUR_CLOCK"), ("24_hour_clock", "24_HOUR_CLOCK"), ("DISABLE", "DISABLE"),
            ("Disable", "DISABLE"),
        ])
    func reads(text: String, wire: String) {
        #expect(ClockArgument(argument: text)?.format.rawValue == wire)
    }

    @Test("and in no other way", arguments: ["", "13", "12h", "DISABLED", "12_HOUR", " 12", "twelve"])
    func refuses(text: String) {
        #expect(ClockArgument(argument: text) == nil)
    }

    @Test("every option that takes one takes the protocol's words")
    func everywhere() throws {
        let program = try #require(CommandDescription.program())
        let commands = program.descendants.filter { $0.command.argument(named: "--clock") != nil }
        #expect(commands.count >= 3)
        for (path, command) in commands {
            // Refused for other reasons: nothing listens, or the language has no catalog.
            let name = command.argument(named: "--in") != nil ? ["0", "--in", "tlh"] : ["1001"]
            for clock in ["12_HOUR_CLOCK", "24_hour_clock"] {
                let result = try CommandRun(
                    path + name + ["--clock", clock], environment: ["VMGATE_LISTEN_ADMIN_SOCKET": "no"])
                #expect(!result.errors.contains("--clock"), "\(path): \(result.errors)")
            }
        }
    }
}
