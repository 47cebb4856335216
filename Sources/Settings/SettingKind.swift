import Access
import VoicemailModel
import ZoneRules

/// How the values of one kind of setting are read and shown.
struct SettingKind<Value: Sendable>: Sendable {
    var form: SettingForm
    /// Nil when the texts are not such a value.
    let read: @Sendable ([String]) -> Value?
    let show: @Sendable (Value) -> [String]
}

extension SettingKind {
    /// Of one text.
    init(
        _ form: SettingForm, show: @escaping @Sendable (Value) -> String,
        read: @escaping @Sendable (String) -> Value?
    ) {
        self.init(form: form, read: { $0.count == 1 ? read($0[0]) : nil }, show: { [show($0)] })
    }

    /// A value, or none.
    ///
    /// - Parameter accepts: where it is not what the kind accepts, and off.
    static func optional<Wrapped>(
        _ kind: SettingKind<Wrapped>, accepts: String? = nil
    ) -> Self where Value == Wrapped? {
        var form = kind.form
        form.accepts = accepts ?? "\(form.accepts), or off"
        form.examples.taken.append("off")
        return SettingKind(
            form: form, read: { $0 == ["off"] ? .some(nil) : kind.read($0).map { .some($0) } },
            show: { $0.map(kind.show) ?? ["off"] })
    }

    /// Any number of values.
    static func list<Member>(of kind: SettingKind<Member>, allowsNone: Bool) -> Self where Value == [Member] {
        var form = kind.form
        form.isList = true
        return SettingKind(
            form: form,
            read: { texts in
                let values = members(of: texts).compactMap { kind.read([$0]) }
                return values.count == members(of: texts).count && (allowsNone || !values.isEmpty) ? values : nil
            },
            show: { $0.flatMap(kind.show) })
    }
}

/// The members of a list, of which some may be in one text.
private func members(of texts: [String]) -> [String] {
    texts.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }.map { text in
        let end = text.lastIndex { $0 != " " }.map { text.index(after: $0) } ?? text.startIndex
        return String(text[..<end].drop { $0 == " " })
    }
}

extension SettingKind<Int> {
    static func whole(_ range: ClosedRange<Int>, _ unit: String = "") -> Self {
        SettingKind(
            SettingForm(
                placeholder: "N",
                accepts:
                    "a whole number\(unit.isEmpty ? "" : " of \(unit)") from \(range.lowerBound) to \(range.upperBound)",
                examples: (
                    ["\(range.lowerBound)", "\(range.upperBound)"],
                    ["", "\(range.lowerBound - 1)", "\(range.upperBound + 1)", "1.5", "01", "x"]
                ),
                isQuoted: false, hint: { UnitHint.count($0, of: unit, in: range) }),
            show: { String($0) }, read: { Int(digits: $0).flatMap { range.contains($0) ? $0 : nil } })
    }
}

extension SettingKind<ByteSize> {
    static func size(_ bytes: ClosedRange<Int>) -> Self {
        let range = ByteSize(bytes: bytes.lowerBound)...ByteSize(bytes: bytes.upperBound)
        return SettingKind(
            SettingForm(
                placeholder: "SIZE",
                accepts:
                    "a size such as 64MiB, 65536KiB or plain bytes, from \(range.lowerBound) to \(range.upperBound)",
                examples: (["\(range.lowerBound)", "\(range.upperBound)", "1048577"], ["", "64", "64MB", "1023GiB"]),
                hint: { UnitHint.size($0, in: range) }),
            show: { $0.description },
            read: { text in
                ByteSize(text).flatMap { range.contains($0) && !UnitHint.lacksUnit(text, $0) ? $0 : nil }
            })
    }
}

extension SettingKind<String> {
    static func path(_ placeholder: String) -> Self {
        SettingKind(
            SettingForm(placeholder: placeholder, accepts: "a path", examples: (["a/b c"], ["", "a\0"])),
            show: { $0 }, read: { $0.isEmpty || $0.utf8.contains(0) ? nil : $0 })
    }

    /// Linux gives a Unix socket's path 108 bytes, one of them its final zero: unix(7).
    static var socketPath: Self {
        let longest = String(repeating: "x", count: 107)
        return SettingKind(
            SettingForm(
                placeholder: "PATH", accepts: "a path of at most 107 bytes",
                examples: ([longest], ["", longest + "x", "a\0"])),
            show: { $0 }, read: { (1...107).contains($0.utf8.count) && !$0.utf8.contains(0) ? $0 : nil })
    }

    /// Whether there is such a user is asked when it is to become that user.
    static var userName: Self {
        SettingKind(
            SettingForm(
                placeholder: "NAME", accepts: "a user's name, or same for whoever starts it",
                examples: (["nobody", "same"], ["", "a b", "a:b", "é"])),
            show: { $0 }, read: { isPlain($0, without: ":") ? $0 : nil })
    }

    /// Whether there is such a pack is asked when it is read.
    static var soundPack: Self {
        SettingKind(
            SettingForm(
                placeholder: "NAME", accepts: "the name of a folder, such as asterisk-core-sounds",
                examples: (["mine"], ["", ".mine", "a/b", "a b"])),
            show: { $0 }, read: { !$0.hasPrefix(".") && isPlain($0, without: "/") ? $0 : nil })
    }

    private static func isPlain(_ text: String, without sign: Unicode.Scalar) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: sign) }
    }
}

extension SettingKind<HostAndPort> {
    static var address: Self {
        SettingKind(
            SettingForm(
                placeholder: "HOST:PORT",
                accepts: "an IP address or localhost, and a port, such as 127.0.0.1:8746, [::1]:8746 or localhost:0",
                examples: (["[::1]:9", "localhost:0"], ["127.0.0.1", "example.com:1", "127.0.0.1:65536"])),
            show: { $0.description }, read: { HostAndPort($0) })
    }
}

extension SettingKind<Bool> {
    static var boolean: Self {
        SettingKind(
            SettingForm(
                placeholder: "", accepts: "true or false", examples: (["true", "false"], ["", "1", "yes"]),
                isQuoted: false, isSwitch: true),
            show: { $0 ? "true" : "false" }, read: { Bool($0) })
    }
}

extension SettingKind<LanguageTag> {
    static var language: Self {
        SettingKind(
            SettingForm(
                placeholder: "TAG", accepts: "a BCP 47 language tag such as en-US",
                examples: (["fr-CA"], ["", "en__US"])),
            show: { $0.text }, read: { LanguageTag($0) })
    }
}

extension SettingKind<TimeZoneName> {
    static var timeZone: Self {
        SettingKind(
            SettingForm(
                placeholder: "ZONE", accepts: "an IANA time zone such as America/Toronto",
                examples: (["Europe/Berlin"], ["", "Mars/Olympus", "PST"])),
            show: { $0.name },
            read: { text in TimeZoneName(text).flatMap { ZoneDatabase().zone(named: $0.name) == nil ? nil : $0 } })
    }
}

extension SettingKind where Value: RawRepresentable<String> & CaseIterable {
    static func choice(_ placeholder: String) -> Self {
        let names = Value.allCases.map(\.rawValue)
        return SettingKind(
            SettingForm(
                placeholder: placeholder, accepts: "one of " + names.joined(separator: ", "),
                examples: (names, ["", "no such word"]), choices: names,
                hint: { NearestWord.nearest(to: $0, among: names).map { "did you mean \($0)?" } }),
            show: { $0.rawValue }, read: { Value(rawValue: $0) })
    }
}

extension SettingKind<Set<PINPolicy.ExtraRule>> {
    static var rules: Self {
        let all = PINPolicy.ExtraRule.allCases
        let names = all.map(\.rawValue)
        return SettingKind(
            form: SettingForm(
                placeholder: "RULES",
                accepts:
                    "none, or a list of \(names.joined(separator: ", ")); blocklist, history and ages are settings of"
                    + " their own",
                examples: (["none", "dates", "dates, groups"], ["", "dates,", "dates,none", "Dates"]),
                isQuoted: false, isList: true,
                hint: { text in
                    members(of: [text]).first { !names.contains($0) }
                        .flatMap { NearestWord.nearest(to: $0, among: names) }.map { "did you mean \($0)?" }
                }),
            read: { texts in
                let members = members(of: texts)
                let rules = members.compactMap { PINPolicy.ExtraRule(rawValue: $0) }
                guard members == ["none"] || !members.isEmpty && rules.count == members.count else { return nil }
                return Set(rules)
            },
            show: { rules in rules.isEmpty ? ["none"] : all.filter(rules.contains).map(\.rawValue) })
    }
}
