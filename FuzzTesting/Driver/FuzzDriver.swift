import FuzzChecks
import FuzzMatching
import Glibc

/// `vmgate-fuzz CHECK [libFuzzer's options and folders]`.
@main
enum FuzzDriver {
    private static let checks: [FuzzCheck] = [
        .decoder, .request, .language, .settings, .sealed, .network, .match, .zone,
    ]
    /// What runs; libFuzzer's callback can take no context along.
    nonisolated(unsafe) private static var running = FuzzCheck.decoder

    private static let inheritedName = "VMGATE_FUZZ_CHECK"

    static func main() {
        var arguments = CommandLine.arguments
        // To merge corpora libFuzzer starts this program once more, without the check's name.
        if let name = getenv(inheritedName) { arguments.insert(String(cString: name), at: 1) }
        guard arguments.count > 1, let check = checks.first(where: { $0.name == arguments[1] }) else {
            fail("usage: vmgate-fuzz \(checks.map(\.name).joined(separator: "|")) [option|folder ...]")
        }
        running = check
        arguments.remove(at: 1)
        setenv(inheritedName, check.name, 1)
        var count = Int32(arguments.count)
        // libFuzzer keeps the strings for as long as it runs.
        var strings: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = .allocate(capacity: arguments.count + 1)
        for (index, argument) in arguments.enumerated() { strings?[index] = strdup(argument) }
        strings?[arguments.count] = nil
        let status = runFuzzer(&count, &strings) { bytes, count in
            let input = Array(UnsafeRawBufferPointer(start: bytes, count: count))
            if let problem = FuzzDriver.running.problem(input, false) { FuzzDriver.fail(problem) }
            return 0
        }
        exit(status)
    }

    /// Ends the process in a way that libFuzzer writes the input down for.
    private static func fail(_ problem: String) -> Never {
        let text = "vmgate-fuzz: \(problem)\n"
        write(STDERR_FILENO, text, text.utf8.count)
        abort()
    }
}

/// libFuzzer's own entry point: https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ check: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
