import Access
import Testing
import VoicemailModel

@testable import Calibration

@Suite("Calibration", .timeLimit(.minutes(1)))
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
        let measured = try await HashProbe.measure(CandidateCost(mebibytes: 8, operations: 1), 2)
        #expect(measured.timePerHash > .zero)
        // With two workers, a hash takes twice as long as the time from one to the next.
        let product = measured.hashesPerSecond * (measured.timePerHash / .seconds(1))
        #expect(abs(product - 2) < 0.01)
    }

    @Test("memory that is not available is said")
    func tooMuchMemory() async {
        await #expect(throws: CalibrationError.self) {
            try await HashProbe.measure(CandidateCost(mebibytes: 1 << 22, operations: 1), 1)
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
        #expect(found.cost == CandidateCost(mebibytes: 16, operations: 3))
        #expect(found.timeBusy == .milliseconds(48))
        #expect(found.timeAlone == .milliseconds(24))
        #expect(found.timeForAllPINs == .milliseconds(24) * 904_728)
        #expect(asked.suffix(2) == [1, 4])
        #expect(asked.dropLast(2).allSatisfy { $0 == 4 })
    }

    /// Calibrates for 50 ms where a mebibyte and pass takes half a millisecond, and the n-th measurement these times as
    /// long.
    private func find(disturbed factor: @escaping (_ measurement: Int) -> Double) async throws -> (Calibration, Int) {
        var count = 0
        let found = try await Calibration.find(target: .milliseconds(50), memoryLimit: 1 << 30, workers: 2) {
            cost, workers in
            count += 1
            let time = Duration.microseconds(500 * cost.mebibytes * cost.operations) * factor(count)
            return HashProbe.Measurement(
                timePerHash: time, hashesPerSecond: Double(workers) / (time / .seconds(1)), keepsMemory: true)
        } progress: { _, _ in
        }
        return (found, count)
    }

    @Test("a last check that misses by more than a quarter has the search made once more")
    func disturbedOnce() async throws {
        let (calm, measurements) = try await find { _ in 1 }
        #expect(!calm.isDisturbed)
        let (later, more) = try await find { $0 == measurements ? 2 : 1 }
        #expect(more == 2 * measurements)
        #expect(!later.isDisturbed)
        #expect(later.cost == calm.cost)
        // Disturbed as long as the search lasts, so that too little is found.
        let (better, _) = try await find { $0 < measurements - 1 ? 2 : 1 }
        #expect(!better.isDisturbed)
        #expect(better.cost == calm.cost)
    }

    @Test("what is disturbed both times is told, with what was measured")
    func disturbedTwice() async throws {
        let (_, measurements) = try await find { _ in 1 }
        let (found, _) = try await find { $0 % measurements == 0 ? 2 : 1 }
        #expect(found.isDisturbed)
        #expect(found.timeBusy > .milliseconds(62.5))
    }

    @Test(
        "what OWASP calls too little is known",
        arguments: [
            (18, 2, true), (19, 2, false), (45, 1, true), (46, 1, false), (11, 3, true), (12, 3, false), (8, 4, true),
            (8, 5, false),
        ])
    func minimum(mebibytes: Int, operations: Int, isBelow: Bool) {
        #expect(CandidateCost(mebibytes: mebibytes, operations: operations).isBelowMinimum == isBelow)
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
