import ArgumentParser
import Calibration
import LoadBench
import Settings

/// `vmgate calibrate`.
struct CalibrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Find hash.memory and hash.operations for this machine.",
        discussion: """
            EXAMPLE
              vmgate calibrate --target 50ms
              vmgate calibrate --target 100ms --memory-limit 256MiB --json

            It hashes as the server does, with all workers at once, and looks for the cost that takes the target time: as \
            much memory as possible, then as many passes. Run it on the machine that the server will run on, while it \
            has nothing else to do, and stop the server first.
            """)

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How long one hash takes with all workers busy, such as 50ms.", valueName: "TIME"),
        transform: DurationArgument.parse
    )
    var target: DurationArgument

    @Option(
        help: ArgumentHelp(
            "Memory that all workers together may take (default: half of this machine's).", valueName: "SIZE"),
        transform: Self.memory)
    var memoryLimit: ByteSize?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Hashes that run at once, as hash.workers (default: one for each core).", valueName: "N"))
    var workers: Int?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let machine = Machine.current()
        let limit = memoryLimit?.bytes ?? machine.memory / 2
        let progress = ProgressLine()
        let calibration: Calibration
        do {
            calibration = try await Calibration.find(
                target: target.duration, memoryLimit: limit, workers: workers ?? machine.cores
            ) { cost, time in
                progress.show("\(cost.mebibytes) MiB, \(cost.operations) passes: \(time.text) a hash")
            }
        } catch {
            progress.clear()
            throw CommandFailure(
                error.description, status: error.isMisuse ? CommandFailure.usage : CommandFailure.failed)
        }
        progress.clear()
        try StandardOutput.write(
            json ? calibration.json.text + "\n" : calibration.table(namesWorkers: workers != nil))
        for warning in calibration.warnings(target: target.duration) {
            StandardError.warn(warning, code: "CALIBRATION", asJSON: json)
        }
    }
}

extension CalibrateCommand {
    /// Memory of less than a mebibyte is a number that lacks its unit.
    private static let memoryRange = ByteSize(bytes: 1 << 20)...ByteSize(bytes: 1 << 50)

    fileprivate static func memory(_ text: String) throws -> ByteSize {
        guard let size = ByteSize(text), memoryRange.contains(size) else {
            throw ValidationError(
                UnitHint.size(text, in: memoryRange) ?? "it takes a size of 1MiB or more, such as 256MiB or 2GiB.")
        }
        return size
    }
}
