import Foundation
import VoicemailTestKit

extension ServerProcess {
    /// What the log has so far. A thread of the server's own writes it: it is whole once the server has stopped.
    func logLines() throws -> [Substring] {
        try String(contentsOfFile: logFile, encoding: .utf8).split(separator: "\n")
    }

    /// The first line with all of `words`, as soon as it is there.
    func logLine(with words: String...) throws -> Substring {
        let what = "a line of the log with \(words.joined(separator: ", "))"
        return try waitFor(what) {
            let wasRunning = isRunning
            let line = try logLines().first { line in words.allSatisfy { line.contains($0) } }
            if line == nil, !wasRunning { throw Failure(description: "the server ended without \(what)") }
            return line
        }
    }
}
