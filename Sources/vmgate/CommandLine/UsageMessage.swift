import Foundation
import Settings
import VoicemailModel

/// Why a command line is wrong, in a sentence, and what to do.
///
/// ArgumentParser's own errors cannot be looked into, so this reads its messages, which tests pin down. One that it does not
/// know is passed on as it is.
struct UsageMessage {
    static let aboutPINs =
        "A PIN is never given as an argument, where other users of this machine could read it: it is asked for, or read from"
        + " standard input."

    /// What a command says that reads a secret and was given more arguments than it has: `NoFurtherArguments`.
    static let excessOfSecret = "There is one argument too many."

    private let path: CommandPath
    private let program: CommandDescription
    private let arguments: [String]

    /// - Parameter arguments: the command line, without the program's name.
    init(_ arguments: [String], of program: CommandDescription) {
        // `vmgate help mailbox show` is about that command.
        let arguments = arguments.first == "help" ? Array(arguments.dropFirst()) : arguments
        path = CommandPath(arguments, from: program)
        self.program = program
        self.arguments = arguments
    }

    /// Of help that is asked for of a command that does not exist; nil when there is such a command.
    var textForHelp: String? { path.unknown.map(unknownCommand) }

    /// - Parameter message: what ArgumentParser, or the `validate` of a command, has to say.
    func text(for message: String) -> String {
        if let unknown = path.unknown { return unknownCommand(unknown) }
        // Before what would follow from it: the value of an unknown option is an argument too many.
        if let option = path.unknownOption { return unknownOption(option) }
        let sentence = sentence(for: message)
        return sentence.contains("--help`") ? sentence : "\(sentence) See `\(path.text) --help`."
    }

    // MARK: What is unknown

    private func unknownCommand(_ written: String) -> String {
        let all = "`\(path.text) --help` lists all commands."
        guard Self.isWord(written) else { return "that is not a command of `\(path.text)`: \(all)" }
        let known = path.command.shownSubcommands.map(\.commandName)
        let named = "there is no command `\(path.text) \(written)`"
        if let nearest = NearestWord.nearest(to: written, among: known) {
            return "\(named): did you mean `\(path.text) \(nearest)`?"
        }
        let names = program.descendants.compactMap(\.path.last)
        let meant = NearestWord.nearest(to: written, among: names)
        let elsewhere = program.descendants.filter { $0.path.last == meant }
            .map { "`\(([program.commandName] + $0.path).joined(separator: " "))`" }
        guard !elsewhere.isEmpty else { return "\(named): \(all)" }
        return "\(named): did you mean \(elsewhere.joined(separator: " or "))?"
    }

    private func unknownOption(_ name: String) -> String {
        guard Self.isWord(name.drop { $0 == "-" }) else {
            let hint = path.readsSecret ? Self.aboutPINs : "Put -- before an argument that begins with a dash."
            return "`\(path.text)` has no such option. \(hint) See `\(path.text) --help`."
        }
        let none = "`\(path.text)` has no option \(name)"
        let known = path.command.optionNames
        let successor = SettingTable.flag(insteadOf: name).flatMap { known.contains($0) ? $0 : nil }
        if let nearest = successor ?? NearestWord.nearest(to: name, among: known) {
            return "\(none): did you mean \(nearest)? See `\(path.text) --help`."
        }
        if !path.command.shownSubcommands.isEmpty {
            let meant = arguments.indices.lazy.map { CommandPath(Array(arguments[$0...]), from: program) }
                .first { $0.words.count > 1 }
            if let meant, meant.command.optionNames.contains(name) {
                return "\(none): it follows the command that it is for, as in `\(meant.text) \(name)`."
            }
        }
        return "\(none). See `\(path.text) --help`."
    }

    // MARK: ArgumentParser's messages

    private func sentence(for message: String) -> String {
        if let match = message.wholeMatch(of: /Missing expected argument '(.*)'/) {
            return "\(Self.name(match.1)) is missing\(help(of: match.1))"
        }
        if let match = message.wholeMatch(of: /Missing value for '(.*)'/) {
            // ArgumentParser takes `--email=` for an option without its value.
            let name = Self.name(match.1)
            if arguments.contains("\(name)=") { return "an empty value is written \(name) \"\"." }
            return "\(Self.name(match.1)) needs a value\(help(of: match.1))"
        }
        if let match = message.wholeMatch(of: /(?s)The value '(.*)' is invalid for '([^']*)'(.*)/) {
            let shown = "\(Self.name(match.2)) cannot be \"\(String(match.1).onOneLine)\""
            if let reason = match.3.wholeMatch(of: /(?s): (.*)/) { return "\(shown): \(reason.1)" }
            if let values = values(of: match.2) { return "\(shown): it takes \(values)." }
            return shown + help(of: match.2)
        }
        if let match = message.wholeMatch(of: /(?s)The option '(.*?)' does not take any value, but .* was specified\./)
        {
            return "\(match.1) takes no value.\(path.readsSecret ? " " + Self.aboutPINs : "")"
        }
        if let match = message.wholeMatch(of: /Value to be set with flag '(.*)' had already been set with flag '(.*)'/)
        {
            return "\(match.2) and \(match.1) exclude each other: give one."
        }
        if message.hasPrefix("Unexpected argument '") || message.contains(" unexpected arguments: '")
            || message == Self.excessOfSecret
        {
            return excess
        }
        let sentence = message.uncapitalizedStart
        return sentence.hasSuffix(".") || sentence.hasSuffix("?") ? sentence : sentence + "."
    }

    /// An argument is named if it is a word: anything else may be a PIN, or a hash.
    private var excess: String {
        let left = path.arguments.dropFirst(path.command.shownArguments.count { $0.kind == "positional" })
        if left.count == 1, let word = left.first, Self.isWord(word) {
            return "there is one argument too many, \(word)."
        }
        let isAllWords = left.allSatisfy { Self.isWord($0) }
        let sentence = left.count > 1 ? "there are arguments too many." : "there is one argument too many."
        return path.readsSecret && !isAllWords ? "\(sentence) \(Self.aboutPINs)" : sentence
    }

    /// What an option takes, by the word that stands for its value in the help.
    private func values(of shown: Substring) -> String? {
        guard let argument = path.command.argument(named: String(Self.name(shown))) else { return nil }
        return switch argument.valueName {
        case "N", "UID": "a whole number"
        case "R": "a number"
        case "MAILBOX": "a mailbox, which is number or number@context"
        case "SOURCE": "a caller's number or another word of printable ASCII"
        case "KIND": AuditWord<AuditEvent.Kind>.allValueStrings.joined(separator: ", ")
        case "OUTCOME": AuditWord<AuditEvent.Outcome>.allValueStrings.joined(separator: ", ")
        case "CLOCK": "12, 24 or off, or 12_HOUR_CLOCK, 24_HOUR_CLOCK or DISABLE"
        case "12|24": "12 or 24, or 12_HOUR_CLOCK or 24_HOUR_CLOCK"
        default: nil
        }
    }

    /// `--clock <CLOCK>` and `--clock` are both the option, `<mailbox>` is an argument's name.
    private static func name(_ shown: Substring) -> Substring {
        shown.hasPrefix("-") ? shown.prefix { $0 != " " } : shown
    }

    /// What the help says of the option, to close a sentence with.
    private func help(of shown: Substring) -> String {
        guard let abstract = path.command.argument(named: String(Self.name(shown)))?.abstract else { return "." }
        return ": " + abstract.uncapitalizedStart + (abstract.hasSuffix(".") ? "" : ".")
    }

    /// Whether this may be repeated: letters, which no PIN has.
    private static func isWord(_ text: some StringProtocol) -> Bool {
        (text.first?.isLetter ?? false) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && text.utf8.count <= 64
            && !text.contains(where: \.isNumber)
    }
}

extension String {
    /// The text with a small first letter, to go on in a sentence. Words of capitals alone, such as PIN, stay as they are.
    var uncapitalizedStart: String {
        dropFirst().first?.isUppercase ?? false ? self : prefix(1).lowercased() + dropFirst()
    }
}
