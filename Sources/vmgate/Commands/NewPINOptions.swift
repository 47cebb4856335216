import ArgumentParser

/// Where a mailbox's PIN comes from.
enum PINOrigin: String, EnumerableFlag {
    case generate
    case pin
    case noPIN = "no-pin"
    case pinHash = "pin-hash"

    static func name(for value: PINOrigin) -> NameSpecification {
        .customLong(value.rawValue)
    }

    static func help(for value: PINOrigin) -> ArgumentHelp? {
        switch value {
        case .generate: "The server makes a PIN and shows it this once (the default)."
        case .pin: "Read the PIN from the terminal, without echo, or from standard input."
        case .noPIN: "Set no PIN (the default with --no-require-pin)."
        case .pinHash: "Read an Argon2 string that was made elsewhere, as --pin does a PIN."
        }
    }
}

/// Which of them `mailbox add` takes.
struct NewPINOptions: ParsableArguments {
    @Flag(exclusivity: .exclusive)
    var origin: PINOrigin?
}
