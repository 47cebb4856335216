import Access
import Testing
import VoicemailModel

@testable import Calibration

@Suite("Calibration")
struct CalibrationTests {
    @Test("the policy accepts as many PINs of six digits as is said")
    func sixDigitPINs() {
        let policy = PINPolicy()
        var accepted = 0
        for number in 0..<1_000_000 {
            var rest = number
            var digits = [UInt8](repeating: 0, count: 6)
            for place in digits.indices.reversed() {
                digits[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            if policy.violation(of: SecretBytes(copying: digits)) == nil { accepted += 1 }
        }
        #expect(accepted == Calibration.sixDigitPINs)
    }

    @Test("real hashes are measured, and what is found is within the memory that may be used")
    func finds() async throws {
        var measured: [HashCost] = []
        let found = try await Calibration.find(target: .seconds(2), memoryLimit: 32 << 20, workers: 2) { cost, _ in
            measured.append(cost)
        }
        #expect(measured.contains(found.cost))
        #expect(found.cost.mebibytes == 16)
        #expect(found.timeAlone > .zero)
        #expect(found.loginsPerSecond > 0)
        #expect(found.timeForAllPINs == found.timeAlone * 904_728)
    }

    @Test(
        "what makes no sense is refused with a sentence",
        arguments: [
            (Duration.zero, 1 << 30, 2, "--target"), (.milliseconds(4), 1 << 30, 2, "--target"),
            (.seconds(11), 1 << 30, 2, "--target"), (.milliseconds(50), 1 << 20, 1, "--memory-limit"),
            (.milliseconds(50), 15 << 20, 2, "--memory-limit"), (.milliseconds(50), 1 << 30, 0, "workers"),
            (.milliseconds(50), 1 << 30, 2000, "workers"),
        ])
    func refuses(target: Duration, memoryLimit: Int, workers: Int, names: String) async {
        let error = await #expect(throws: CalibrationError.self) {
            try await Calibration.find(target: target, memoryLimit: memoryLimit, workers: workers) { _, _ in }
        }
        #expect(error?.description.contains(names) == true)
    }
}
