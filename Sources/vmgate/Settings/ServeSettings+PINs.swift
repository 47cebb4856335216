import Access
import VoicemailModel

extension ServeSettings {
    /// The settings about PINs, in the order of the settings file.
    static let pinTable: [Setting] = [
        Setting(
            "pin_policy.profile", flag: "pin-policy-profile", \.pinProfile, .choice("PROFILE"),
            help: "The rules for new PINs besides the four that always apply: strict has all of pin_policy.extra."),
        Setting(
            rules: "pin_policy.extra", flag: "pin-policy-extra",
            help: "Further rules for new PINs, separated by commas."),
        Setting(
            "pin_policy.blocklist", flag: "pin-policy-blocklist", \.pinBlocklist, .optionalPath("FILE"),
            help: "A file of PINs that nobody may choose, one on each line."),
        Setting(
            "pin_policy.history", flag: "pin-policy-history", \.pinHistory, .whole(Limits.pinHistory),
            help: "A caller's new PIN differs from this many last ones; 0 is off."),
        Setting(
            "pin.min_age_h", flag: "pin-min-age-h", \.pinMinimumAgeHours, .whole(0...8760, "hours"),
            help: "Hours before a caller may change a PIN again; 0 is off."),
        Setting(
            "pin.max_age_d", flag: "pin-max-age-d", \.pinMaximumAgeDays, .whole(0...3650, "days"),
            help: "Days after which a PIN must be changed; 0 is off."),
        Setting(
            "pin.reset_valid_h", flag: "pin-reset-valid-h", \.pinResetValidHours, .whole(0...8760, "hours"),
            help: "Hours for which the PIN of a reset is valid; 0 is for ever."),
    ]

    /// The ages that PINs may have.
    var pinAges: PINAges {
        PINAges(minimumHours: pinMinimumAgeHours, maximumDays: pinMaximumAgeDays, resetHours: pinResetValidHours)
    }

    /// The rules for new PINs, the blocklist's file read.
    func makePINPolicy() throws(CommandFailure) -> PINPolicy {
        let blocklist: PINBlocklist = if let pinBlocklist { try PINBlocklist(file: pinBlocklist) } else { .init() }
        return PINPolicy(extraRules: pinProfile.rules.union(pinExtraRules), blocklist: blocklist)
    }
}

extension Setting {
    /// The extra rules, a list of names.
    init(rules key: String, flag: String, help: String) {
        let all = PINPolicy.ExtraRule.allCases
        self.key = key
        self.flag = flag
        self.help = help
        placeholder = "RULES"
        accepts =
            "none, or a list of \(all.map(\.rawValue).joined(separator: ", ")); blocklist, history and ages are settings"
            + " of their own"
        isQuoted = false
        isList = true
        isSwitch = false
        defaultText = "none"
        assign = { texts, settings in
            let names = texts.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }.map {
                String($0.drop { $0 == " " }.prefix { $0 != " " })
            }
            let rules = Set(names.compactMap { PINPolicy.ExtraRule(rawValue: $0) })
            guard names == ["none"] || !names.isEmpty && names.allSatisfy({ PINPolicy.ExtraRule(rawValue: $0) != nil })
            else { return false }
            settings.pinExtraRules = rules
            return true
        }
        hint = { text in
            let names = all.map(\.rawValue)
            let unknown = text.split(separator: ",").map { String($0.drop { $0 == " " }) }.first { !names.contains($0) }
            return unknown.flatMap { NearestWord.nearest(to: $0, among: names) }.map { "did you mean \($0)?" }
        }
        values = { settings in
            settings.pinExtraRules.isEmpty
                ? ["none"] : all.filter { settings.pinExtraRules.contains($0) }.map(\.rawValue)
        }
    }
}
