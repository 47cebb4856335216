import Foundation
import VoicemailTestKit

extension ServerProcess {
    /// What the log has so far. A thread of the server's own writes it: it is whole once the server has stopped.
    func logLines() throws -> [Substring] {
        try String(contentsOfFile: logFile, encoding: .utf8).split(separator: "\n")
    }

    /// The first line with all of `words`, as soon as it is there.
    func logLine(with words: String...) throws -> Substring {
        let end = ContinuousClock.now.advanced(by: .seconds(60))
        repeat {
            if let line = try logLines().first(where: { line in words.allSatisfy { line.contains($0) } }) {
                return line
            }
        } while isRunning && ContinuousClock.now < end
        throw Failure(description: "the log has no line with \(words.joined(separator: ", "))")
    }
}
