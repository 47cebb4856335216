import Foundation
import Testing
import VoicemailTestKit

@testable import PINHashing

@Suite(.timeLimit(.minutes(5)))
struct OutOfMemoryTests {
    @Test(
        "out of memory is told apart from a wrong PIN, and is over when there is memory again",
        arguments: ["kept", "mapped"])
    func tellsApart(hashMemory: String) async throws {
        // Built into the same directory as the tests.
        let program = ServerProcess.products.appending(path: "OutOfMemoryProbe")
        let run = try await ProgramRun(program.path, [hashMemory])
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n").map(String.init)
        // With memory; right PIN, dummy, right PIN whose replacement needs the memory, new PIN; with memory again.
        #expect(lines == ["matched", "outOfMemory", "outOfMemory", "outOfMemory", "outOfMemory", "matched"])
    }
}
