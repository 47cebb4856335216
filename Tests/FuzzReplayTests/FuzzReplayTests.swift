import Foundation
import FuzzChecks
import FuzzMatching
import Testing

/// What the fuzzer found, and what it grew out of, once more: `FuzzTesting/Corpora` and `FuzzTesting/Regressions`.
@Suite("Fuzzing's inputs", .timeLimit(.minutes(5)))
struct FuzzReplayTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "FuzzTesting")

    @Test(
        "what must hold for any bytes holds for every input that is kept",
        arguments: [FuzzCheck.decoder, .request, .language, .settings, .sealed, .network, .match, .zone])
    func holds(check: FuzzCheck) throws {
        let inputs = try ["Corpora", "Regressions"].flatMap { kind in
            let folder = Self.folder.appending(path: "\(kind)/\(check.name)")
            guard FileManager.default.fileExists(atPath: folder.path) else { return [URL]() }
            return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        }
        try #require(inputs.count >= 10, "there are inputs of \(check.name)")
        for input in inputs.sorted(by: { $0.path < $1.path }) {
            let problem = check.problem(Array(try Data(contentsOf: input)), true)
            #expect(problem == nil, "\(input.lastPathComponent) of \(check.name): \(problem ?? "")")
        }
    }
}
