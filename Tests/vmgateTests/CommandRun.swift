import Foundation

/// Runs the `vmgate` that was built beside these tests.
struct CommandRun {
    let status: Int32
    let output: String
    let errors: String

    /// - Parameters:
    ///   - input: what is on standard input.
    ///   - absent: variables that the tests have, and the command is not to have.
    ///   - redirection: what a shell is to do with the standard streams: `>&-` closes standard output.
    init(
        _ arguments: [String], input: String = "", environment: [String: String] = [:],
        without absent: Set<String> = [], redirection: String? = nil
    ) throws {
        let process = try Self.process(arguments, environment: environment)
        process.environment = process.environment?.filter { environment[$0.key] != nil || !absent.contains($0.key) }
        if let redirection, let program = process.executableURL {
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", "exec \"$0\" \"$@\" \(redirection)", program.path()] + arguments
        }
        let (input, inputText) = (Pipe(), input)
        let (output, errors) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(inputText.utf8))
        try input.fileHandleForWriting.close()
        // What these commands print fits in a pipe, so that reading one after the other cannot block.
        self.output = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        self.errors = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        status = process.terminationStatus
    }

    static func process(_ arguments: [String], environment: [String: String] = [:]) throws -> Process {
        let process = Process()
        // The test runner is a program in the build folder, beside the products.
        let runner = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.executableURL = runner.deletingLastPathComponent().appending(path: "vmgate")
        process.arguments = arguments
        var inherited = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("VMGATE_") }
        inherited.merge(environment) { _, new in new }
        process.environment = inherited
        return process
    }
}
