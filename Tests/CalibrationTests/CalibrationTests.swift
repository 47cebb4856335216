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

    @Test("real hashes are measured, with as many workers as are asked for")
    func measures() async throws {
        let measured = try await HashProbe.measure(HashCost(mebibytes: 8, operations: 1), 2)
        #expect(measured.timePerHash > .zero)
        // With two workers, a hash takes twice as long as the time from one to the next.
        let product = measured.hashesPerSecond * (measured.timePerHash / .seconds(1))
        #expect(abs(product - 2) < 0.01)
    }

    @Test("memory that is not to be had is said")
    func tooMuchMemory() async {
        await #expect(throws: CalibrationError.self) {
            try await HashProbe.measure(HashCost(mebibytes: 1 << 22, operations: 1), 1)
        }
    }

    @Test("the memory limit is that of all workers, and what is found is measured alone and busy")
    func finds() async throws {
        var asked: [Int] = []
        let found = try await Calibration.find(target: .milliseconds(50), memoryLimit: 64 << 20, workers: 4) {
            cost, workers in
            asked.append(workers)
            let time = Duration.microseconds(500 * cost.mebibytes * cost.operations) * (workers == 1 ? 1 : 2)
            return HashProbe.Measurement(
                timePerHash: time, hashesPerSecond: Double(workers) / (time / .seconds(1)), keepsMemory: true)
        } progress: { cost, _ in
            #expect(cost.mebibytes <= 16)
        }
        #expect(found.cost == HashCost(mebibytes: 16, operations: 3))
        #expect(found.timeBusy == .milliseconds(48))
        #expect(found.timeAlone == .milliseconds(24))
        #expect(found.timeForAllPINs == .milliseconds(24) * 904_728)
        #expect(asked.suffix(2) == [1, 4])
        #expect(asked.dropLast(2).allSatisfy { $0 == 4 })
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
