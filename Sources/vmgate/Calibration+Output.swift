import Calibration

extension Calibration {
    /// The calibration for a reader, with the lines to paste into the settings file.
    ///
    /// - Parameter namesWorkers: whether the server would not take as many workers by itself.
    func table(namesWorkers: Bool) -> String {
        let passes = cost.operations == 1 ? "1 pass" : "\(cost.operations) passes"
        let kept = keepsMemory ? "" : ", mapped again for each hash"
        let rows = [
            ("one hash, alone", timeAlone.inMilliseconds),
            ("one hash, all \(workers) workers busy", timeBusy.inMilliseconds),
            ("logins a second, all workers busy", Self.threeDigits(loginsPerSecond)),
            ("memory of all workers", "\(workers * cost.mebibytes) MiB\(kept)"),
        ]
        let attack = [
            ("guesses a second on each core", Self.threeDigits(guessesPerSecondAndCore)),
            ("all 904,728 PINs of six digits, one core", timeForAllPINs.inWords),
        ]
        let width = (rows + attack).map(\.0.count).max() ?? 0
        func text(_ rows: [(String, String)]) -> String {
            rows.map { "  \($0.0)\(String(repeating: " ", count: width - $0.0.count + 2))\($0.1)\n" }.joined()
        }
        return """
            \(cost.mebibytes) MiB and \(passes) on this machine:
            \(text(rows))
            To a thief of the database, with cores like these:
            \(text(attack))
            Six digits are few, whatever the hash: it buys time to notice and to reset PINs. The thief may have
            many cores, and faster ones.

            For the settings file:
            hash:
              memory: \(cost.mebibytes)MiB
              operations: \(cost.operations)
            \(namesWorkers ? "  workers: \(workers)\n" : "")
            """
    }

    /// What a reader must not overlook, a sentence each.
    func warnings(target: Duration) -> [String] {
        var warnings: [String] = []
        if isDisturbed {
            warnings.append(
                "others were using this machine: in the last check a hash took \(timeBusy.inMilliseconds), with"
                    + " \(target.inMilliseconds) as the target; calibrate again when nothing else runs.")
        }
        if cost.isBelowMinimum {
            warnings.append(
                "\(cost.mebibytes) MiB with \(cost.operations) operations is less than OWASP's minimum (19 MiB with 2"
                    + " operations, or the equivalent): give a longer --target, or fewer --workers.")
        }
        return warnings
    }

    var json: JSONText {
        .object([
            ("hash_memory", .string("\(cost.mebibytes)MiB")), ("hash_memory_bytes", .number(cost.bytes)),
            ("hash_operations", .number(cost.operations)), ("hash_workers", .number(workers)),
            ("alone_us", .number(Int(timeAlone / .microseconds(1)))),
            ("busy_us", .number(Int(timeBusy / .microseconds(1)))),
            ("logins_per_second", .decimal(loginsPerSecond)),
            ("guesses_per_second_and_core", .decimal(guessesPerSecondAndCore)),
            ("six_digit_pins", .number(Self.sixDigitPINs)),
            ("six_digit_pins_one_core_s", .number(Int(timeForAllPINs / .seconds(1)))),
            ("memory_kept", .boolean(keepsMemory)), ("disturbed", .boolean(isDisturbed)),
        ])
    }

    /// With one decimal where that says more.
    private static func threeDigits(_ number: Double) -> String {
        number < 100 ? String((number * 10).rounded() / 10) : String(Int(number.rounded()))
    }
}

extension Duration {
    fileprivate var inMilliseconds: String {
        "\((self / .milliseconds(0.1)).rounded() / 10) ms"
    }

    /// In the unit that suits: `39 minutes`, `10.6 hours`, `3.1 days`.
    fileprivate var inWords: String {
        let hours = self / .seconds(3600)
        return switch hours {
        case ..<1: "\(Int((hours * 60).rounded(.up))) minutes"
        case ..<48: "\((hours * 10).rounded() / 10) hours"
        default: "\((hours / 24 * 10).rounded() / 10) days"
        }
    }
}
