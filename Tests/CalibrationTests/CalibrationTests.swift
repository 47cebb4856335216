import Access
import Testing
import VoicemailModel

@testable import Calibration

@Suite("Calibration")
struct CalibrationTests {
    @Test("the policy accepts as many PINs of six digits as is said")
    func sixDigitPINs() {
        // The policy looks at three digits in a row, so the digits that may follow depend on the two before them. A
        // triple is asked about with three more digits behind it, of which some are sure to go well with it.
        let policy = PINPolicy()
        func isAccepted(_ triple: [Int]) -> Bool {
            [[9, 4, 9], [2, 7, 2], [5, 0, 5], [0, 6, 0]].contains { rest in
                let digits = (triple + rest).map { UInt8(ascii: "0") + UInt8($0) }
                return policy.violation(of: SecretBytes(copying: digits)) == nil
            }
        }
        // How many beginnings end in these two digits.
        var endings: [Int: Int] = Dictionary(uniqueKeysWithValues: (0..<100).map { ($0, 1) })
        for _ in 3...6 {
            var longer: [Int: Int] = [:]
            for (pair, count) in endings {
                for next in 0...9 where isAccepted([pair / 10, pair % 10, next]) {
                    longer[pair % 10 * 10 + next, default: 0] += count
                }
            }
            endings = longer
        }
        #expect(endings.values.reduce(0, +) == Calibration.sixDigitPINs)
    }

    @Test("real hashes are measured, and what is found is within the memory that may be used")
    func finds() async throws {
        var measured: [HashCost] = []
        let found = try await Calibration.find(target: .seconds(2), memoryLimit: 16 << 20, workers: 2) {
            cost, _ in
            measured.append(cost)
        }
        #expect(measured.contains(found.cost))
        #expect(found.cost.mebibytes == 8)
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
