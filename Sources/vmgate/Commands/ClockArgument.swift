import ArgumentParser
import VoicemailModel

/// A clock on the command line, in short or as the protocol and PBXs write it, in any case.
enum ClockArgument: String, ExpressibleByArgument, CaseIterable {
    case twelveHour = "12"
    case twentyFourHour = "24"
    case off

    init?(argument: String) {
        let found = Self.allCases.first {
            [$0.rawValue, $0.format.rawValue.lowercased()].contains(argument.lowercased())
        }
        guard let found else { return nil }
        self = found
    }

    var format: ClockFormat {
        switch self {
        case .twelveHour: .twelveHour
        case .twentyFourHour: .twentyFourHour
        case .off: .disabled
        }
    }
}
