import Foundation
import LoadBench

/// Where the result of a run goes.
struct BenchOutput: Sendable {
    /// `-` is standard output.
    private let json: String?
    private let html: String?

    /// - Throws: what would fail afterwards, when a long run would have been for nothing.
    init(json: String?, html: String?) throws(CommandFailure) {
        self.json = json
        self.html = html
        guard html != "-" else {
            throw CommandFailure(
                "--html needs a file, such as report.html: only --json goes to standard output.",
                status: CommandFailure.usage)
        }
        if let json, json != "-" { try OutputFile.check(json) }
        if let html { try OutputFile.check(html) }
        if let json, let html, Self.resolved(json) == Self.resolved(html) {
            throw CommandFailure(
                "--json and --html name the same file: give each its own.", status: CommandFailure.usage)
        }
    }

    private static func resolved(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
    }

    /// Writes the result wherever it is to go: a place that takes nothing must not keep it from the others.
    ///
    /// - Returns: a sentence for each place that failed.
    func write(_ report: LoadReport) -> [String] {
        [
            Self.failure { try StandardOutput.write(json == "-" ? report.json() : report.table) },
            Self.failure { if let json, json != "-" { try OutputFile.write(report.json(), to: json) } },
            Self.failure { if let html { try OutputFile.write(report.html, to: html) } },
        ].compactMap { $0 }
    }

    private static func failure(of write: () throws -> Void) -> String? {
        do {
            try write()
            return nil
        } catch {
            return "\(error)"
        }
    }
}
