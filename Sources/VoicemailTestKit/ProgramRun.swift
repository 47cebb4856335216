public import Foundation
import Subprocess

/// Another program, run to its end without input.
public struct ProgramRun: Sendable {
    /// Its exit status, or 128 and the number of the signal that ended it.
    public let status: Int32
    public let output: String
    public let errors: String

    /// - Parameters:
    ///   - program: a path, or a name that is looked for in PATH.
    ///   - environment: nil for that of the tests.
    public init(
        _ program: String, _ arguments: [String], in folder: URL? = nil, environment: [String: String]? = nil
    ) async throws {
        let place = folder.map { ["--chdir", $0.path] } ?? []
        let variables = environment.map { environment in
            Environment.custom(
                Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) }))
        }
        let result = try await run(
            .name("env"), arguments: Arguments(place + [program] + arguments), environment: variables ?? .inherit,
            output: .string(limit: 1 << 28), error: .string(limit: 1 << 28))
        status =
            switch result.terminationStatus {
            case .exited(let status): status
            case .signaled(let signal): 128 + signal
            }
        output = result.standardOutput
        errors = result.standardError
    }
}
