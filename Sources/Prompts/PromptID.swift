/// What a caller can be told. Every catalog has a text for each.
///
/// The raw value is only the place in a catalog; on the wire, in files and in catalogs a prompt goes by its `name`.
public enum PromptID: UInt8, CaseIterable, Sendable, CustomStringConvertible {
    case welcome
    case enterMailbox
    case enterPIN
    case incorrectPIN
    case lastAttempt
    case locked
    case tryLater
    case goodbye
    case mustChangePIN
    case enterNewPIN
    case confirmNewPIN
    case pinMismatch
    case pinChanged
    case pinRejectedLength
    case pinRejectedDigits
    case pinRejectedRepeated
    case pinRejectedSequential
    case pinRejectedGuessable
    case pinRejectedReused
    case pinRejectedTooSoon
    case pinExpired
    case noMessages
    case noNewMessages
    case messageReceived
    case messageFrom
    case systemError

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

    /// Nil when no prompt has this name.
    public init?(name: String) {
        guard let id = Self.byName[name] else { return nil }
        self = id
    }

    public var name: String {
        switch self {
        case .welcome: "welcome"
        case .enterMailbox: "enter-mailbox"
        case .enterPIN: "enter-pin"
        case .incorrectPIN: "incorrect-pin"
        case .lastAttempt: "last-attempt"
        case .locked: "locked"
        case .tryLater: "try-later"
        case .goodbye: "goodbye"
        case .mustChangePIN: "must-change-pin"
        case .enterNewPIN: "enter-new-pin"
        case .confirmNewPIN: "confirm-new-pin"
        case .pinMismatch: "pin-mismatch"
        case .pinChanged: "pin-changed"
        case .pinRejectedLength: "pin-rejected-length"
        case .pinRejectedDigits: "pin-rejected-digits"
        case .pinRejectedRepeated: "pin-rejected-repeated"
        case .pinRejectedSequential: "pin-rejected-sequential"
        case .pinRejectedGuessable: "pin-rejected-guessable"
        case .pinRejectedReused: "pin-rejected-reused"
        case .pinRejectedTooSoon: "pin-rejected-too-soon"
        case .pinExpired: "pin-expired"
        case .noMessages: "no-messages"
        case .noNewMessages: "no-new-messages"
        case .messageReceived: "message-received"
        case .messageFrom: "message-from"
        case .systemError: "system-error"
        }
    }

    public var description: String { name }
}
