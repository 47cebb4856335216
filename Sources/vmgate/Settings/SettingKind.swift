import Foundation
import VoicemailModel
import ZoneRules

/// How the values of one kind of setting are read and written.
struct SettingKind<Value: Sendable>: Sendable {
    /// What stands for the value in the help: `FILE`.
    let placeholder: String
    /// What is accepted, to follow "it takes".
    let accepts: String
    /// Nil when the text is not such a value.
    let parse: @Sendable (String) -> Value?
    let print: @Sendable (Value) -> String
    /// Whether the settings file shows it in quotes.
    var isQuoted = true
    /// The values, when these are few words.
    var choices: [String] = []
    /// What was meant by a text that is not such a value.
    var hint: @Sendable (String) -> String? = { _ in nil }
}

extension SettingKind where Value == Int {
    static func whole(_ range: ClosedRange<Int>, _ unit: String = "", placeholder: String = "N") -> Self {
        SettingKind(
            placeholder: placeholder,
            accepts:
                "a whole number\(unit.isEmpty ? "" : " of \(unit)") from \(range.lowerBound) to \(range.upperBound)",
            parse: { text in Int(digits: text).flatMap { range.contains($0) ? $0 : nil } },
            print: { String($0) }, isQuoted: false, hint: { UnitHint.count($0, of: unit, in: range) })
    }
}

extension SettingKind where Value == UInt16 {
    static var port: Self {
        SettingKind(
            placeholder: "PORT", accepts: "a port from 0 to 65535, where 0 is any free one",
            parse: { UInt16(digits: $0) }, print: { String($0) }, isQuoted: false)
    }
}

extension SettingKind where Value == ByteSize {
    static func size(_ range: ClosedRange<ByteSize>) -> Self {
        SettingKind(
            placeholder: "SIZE",
            accepts: "a size such as 64MiB, 65536KiB or plain bytes, from \(range.lowerBound) to \(range.upperBound)",
            parse: { text in
                ByteSize(text).flatMap { range.contains($0) && !UnitHint.lacksUnit(text, $0) ? $0 : nil }
            },
            print: { $0.description }, hint: { UnitHint.size($0, in: range) })
    }
}

extension SettingKind where Value == String {
    static var host: Self {
        SettingKind(
            placeholder: "HOST", accepts: "an IP address such as 127.0.0.1 or ::1, or localhost",
            parse: { ListenAddress.isHost($0) ? $0 : nil }, print: { $0 })
    }

    /// Whether there is such a user is asked when it is to become that user.
    static var userName: Self {
        SettingKind(
            placeholder: "NAME", accepts: "a user's name, or same for whoever starts it",
            parse: { name in
                let isPlain = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
                return (1...64).contains(name.utf8.count) && isPlain ? name : nil
            }, print: { $0 })
    }

    static func path(_ placeholder: String) -> Self {
        SettingKind(
            placeholder: placeholder, accepts: "a path",
            parse: { $0.isEmpty || $0.utf8.contains(0) ? nil : $0 }, print: { $0 })
    }

    /// Linux gives a Unix socket's path 108 bytes, one of them its final zero: unix(7).
    static var socketPath: Self {
        SettingKind(
            placeholder: "PATH", accepts: "a path of at most 107 bytes",
            parse: { (1...107).contains($0.utf8.count) && !$0.utf8.contains(0) ? $0 : nil }, print: { $0 })
    }
}

extension SettingKind where Value == String? {
    static func optionalPath(_ placeholder: String) -> Self {
        SettingKind(
            placeholder: placeholder, accepts: "a path, or off",
            parse: { text in
                if text == "off" { return .some(nil) }
                return text.isEmpty || text.utf8.contains(0) ? nil : .some(text)
            },
            print: { $0 ?? "off" })
    }

    /// Whether there is such a pack is asked when it is read.
    static var soundPack: Self {
        SettingKind(
            placeholder: "NAME", accepts: "the name of a folder, such as asterisk-core-sounds, or off",
            parse: { text in
                if text == "off" { return .some(nil) }
                let isName =
                    !text.hasPrefix(".") && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }
                return (1...64).contains(text.utf8.count) && isName ? .some(text) : nil
            },
            print: { $0 ?? "off" })
    }
}

extension SettingKind where Value == MetricsAddress {
    static var metricsAddress: Self {
        SettingKind(
            placeholder: "HOST:PORT",
            accepts: "off, or an IP address and a port such as 127.0.0.1:9746 or [::1]:0",
            parse: { MetricsAddress($0) }, print: { $0.description })
    }
}

extension SettingKind where Value == Bool {
    static var boolean: Self {
        SettingKind(
            placeholder: "", accepts: "true or false", parse: { Bool($0) }, print: { $0 ? "true" : "false" },
            isQuoted: false)
    }
}

extension SettingKind where Value == LanguageTag {
    static var language: Self {
        SettingKind(
            placeholder: "TAG", accepts: "a BCP 47 language tag such as en-US", parse: { LanguageTag($0) },
            print: { $0.text })
    }
}

extension SettingKind where Value == TimeZoneName {
    static var timeZone: Self {
        SettingKind(
            placeholder: "ZONE", accepts: "an IANA time zone such as America/Toronto",
            parse: { text in TimeZoneName(text).flatMap { ZoneDatabase().zone(named: $0.name) == nil ? nil : $0 } },
            print: { $0.name })
    }
}

extension SettingKind where Value: RawRepresentable<String> & CaseIterable {
    static func choice(_ placeholder: String) -> Self {
        SettingKind(
            placeholder: placeholder, accepts: "one of " + Value.allCases.map(\.rawValue).joined(separator: ", "),
            parse: { Value(rawValue: $0) }, print: { $0.rawValue }, choices: Value.allCases.map(\.rawValue),
            hint: { text in
                NearestWord.nearest(to: text, among: Value.allCases.map(\.rawValue)).map { "did you mean \($0)?" }
            })
    }
}
