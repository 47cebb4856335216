import Access
import Testing
import VoicemailTestKit

@testable import Settings

@Suite("Settings about PINs", .timeLimit(.minutes(5)))
struct PINSettingsTests {
    private func load(
        file: String? = nil, environment: [String: String] = [:], flags: [String: [String]] = [:]
    ) throws -> ServeSettings {
        let machine = Machine(cores: 1, memory: 8 << 30)
        guard let file else {
            return try SettingsLoader(file: nil, environment: environment, flags: flags, machine: machine).load()
        }
        return try withTemporaryFile(file, ending: "yaml") {
            try SettingsLoader(file: $0, environment: environment, flags: flags, machine: machine).load()
        }
    }

    @Test("extra rules come as a list in any place, and none takes those of a weaker place away")
    func extraRules() throws {
        let both: Set<PINPolicy.ExtraRule> = [.groups, .mailboxNumber]
        #expect(try load().pinExtraRules.isEmpty)
        #expect(try load(flags: ["pin_policy.extra": ["groups,extension"]]).pinExtraRules == both)
        #expect(try load(environment: ["VMGATE_PIN_POLICY_EXTRA": "extension,groups"]).pinExtraRules == both)
        for list in ["[groups, extension]", "groups, extension", "\n    - extension\n    - groups"] {
            #expect(try load(file: "pin_policy:\n  extra: \(list)\n").pinExtraRules == both, "\(list)")
        }
        let file = "pin_policy:\n  extra: [dates]\n  profile: strict\n  history: 3\npin:\n  min_age_h: 1\n"
        let settings = try load(file: file, flags: ["pin_policy.extra": ["none"]])
        #expect(settings.pinExtraRules.isEmpty)
        #expect(settings.pinProfile == .strict)
        #expect(settings.pinHistory == 3)
        #expect(settings.pinMinimumAgeHours == 1)
    }

    @Test(
        "a rule that does not exist, or none among others, is refused with those that there are",
        arguments: [
            ("", "; it"), ("history", "; it"), ("groups,", "; it"), ("groups,none", "; it"), ("groups;dates", "; it"),
            ("Groups", ": did you mean groups? It"), ("dates, keypd", ": did you mean keypad? It"),
        ])
    func refusesRules(text: String, hint: String) {
        let error = #expect(throws: SettingsError.self) { try load(flags: ["pin_policy.extra": [text]]) }
        #expect(
            error?.description
                == "--pin-policy-extra is \"\(text)\"\(hint) takes none, or a list of distinct, groups, keypad, dates,"
                + " extension; blocklist, history and ages are settings of their own.")
    }

    @Test("an extra that is no list, and a history longer than is kept, are refused")
    func refusesForms() {
        for file in [
            "pin_policy:\n  extra: {groups: 1}\n", "pin_policy:\n  extra: []\n", "pin_policy:\n  history: 25\n",
        ] {
            #expect(throws: SettingsError.self, "\(file)") { try load(file: file) }
        }
    }
}
