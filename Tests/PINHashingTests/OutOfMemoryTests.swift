import Foundation
import Testing

@testable import PINHashing

struct OutOfMemoryTests {
    @Test(
        "out of memory is told apart from a wrong PIN, and is over when there is memory again",
        arguments: ["kept", "mapped"])
    func tellsApart(hashMemory: String) throws {
        let process = Process()
        // Built into the same directory as the tests.
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("OutOfMemoryProbe")
        process.arguments = [hashMemory]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
        // With memory; right PIN, dummy, right PIN whose replacement needs the memory, new PIN; with memory again.
        #expect(lines == ["matched", "outOfMemory", "outOfMemory", "outOfMemory", "outOfMemory", "matched"])
    }
}
