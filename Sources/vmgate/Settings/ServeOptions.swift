import ArgumentParser

/// The flags of `vmgate serve`: one line for each setting that has one. Names, help and defaults come from the table.
struct ServeOptions: ParsableArguments {
    @Option("listen.addresses") var listen: [GivenValue] = []
    @Option("listen.tls") var listenTLS: [GivenValue] = []
    @Option("tls.certificate") var tlsCertificate: GivenValue?
    @Option("tls.key") var tlsKey: GivenValue?
    @Option("tls.client_certificates") var clientCertificates: GivenValue?
    @Option("tls.client_ca") var clientAuthority: GivenValue?
    @Option("listen.admin_socket") var adminSocket: GivenValue?
    @Option("store.database") var database: GivenValue?
    @Option("access.pinless") var pinless: GivenValue?
    @Option("seal.key_file") var sealKeyFile: GivenValue?
    @Option("prompts.directory") var prompts: GivenValue?
    @Option("prompts.default_language") var defaultLanguage: GivenValue?
    @Option("prompts.pack") var soundPack: GivenValue?
    @Option("time.default_zone") var defaultZone: GivenValue?
    @Option("hash.memory") var hashMemory: GivenValue?
    @Option("hash.operations") var hashOperations: GivenValue?
    @Option("hash.workers") var hashWorkers: GivenValue?
    @Option("hash.queue") var hashQueue: GivenValue?
    @Option("hash.deadline_ms") var hashDeadline: GivenValue?
    @Option("lockout.max_attempts") var lockoutMaxAttempts: GivenValue?
    @Option("lockout.base_s") var lockoutBase: GivenValue?
    @Option("lockout.max_s") var lockoutMax: GivenValue?
    @Option("lockout.permanent_after") var lockoutPermanentAfter: GivenValue?
    @Option("source.max_failures") var sourceMaxFailures: GivenValue?
    @Option("source.window_s") var sourceWindow: GivenValue?
    @Option("pin_policy.profile") var pinProfile: GivenValue?
    @Option("pin_policy.extra") var pinExtraRules: GivenValue?
    @Option("pin_policy.blocklist") var pinBlocklist: GivenValue?
    @Option("pin_policy.history") var pinHistory: GivenValue?
    @Option("pin.min_age_h") var pinMinimumAge: GivenValue?
    @Option("pin.max_age_d") var pinMaximumAge: GivenValue?
    @Option("pin.reset_valid_h") var pinResetValid: GivenValue?
    @Option("limits.connections") var connections: GivenValue?
    @Option("limits.idle_s") var idle: GivenValue?
    @Option("limits.pipeline") var pipeline: GivenValue?
    @Option("audit.retention_days") var auditRetention: GivenValue?
    @Option("metrics.address") var metrics: GivenValue?
    @Flag var switches: [GivenSwitch] = []
    @Option("run.user") var user: GivenValue?
    @Option("log.level") var logLevel: GivenValue?
    @Option("log.format") var logFormat: GivenValue?

    /// The values that were given on the command line, by key. Each value carries its key, so that a flag's line above is
    /// all there is to say about it.
    var given: [String: [String]] {
        var values: [String: [String]] = [:]
        for child in Mirror(reflecting: self).children {
            let found =
                (child.value as? Option<GivenValue?>)?.wrappedValue.map { [$0] }
                ?? (child.value as? Option<[GivenValue]>)?.wrappedValue ?? []
            for value in found { values[value.key, default: []].append(value.text) }
        }
        for given in switches { values[given.rawValue] = ["true"] }
        return values
    }
}

/// The flags without a value: each turns the setting of its key on.
enum GivenSwitch: String, EnumerableFlag {
    case insecure = "listen.insecure"
    case allowRemoteMetrics = "metrics.allow_remote"

    static func name(for value: GivenSwitch) -> NameSpecification { .setting(value.rawValue) }
    static func help(for value: GivenSwitch) -> ArgumentHelp? { .setting(value.rawValue) }
}

/// A flag's value as it was typed, and the key of its setting.
struct GivenValue: Sendable {
    let key: String
    let text: String
}

extension Option where Value == GivenValue? {
    fileprivate init(_ key: String) {
        self.init(
            name: .setting(key), help: .setting(key), completion: .setting(key),
            transform: { GivenValue(key: key, text: $0) })
    }
}

extension Option where Value == [GivenValue] {
    fileprivate init(wrappedValue: [GivenValue], _ key: String) {
        self.init(
            wrappedValue: wrappedValue, name: .setting(key), parsing: .singleValue, help: .setting(key),
            completion: .setting(key),
            transform: { GivenValue(key: key, text: $0) })
    }
}

extension NameSpecification {
    fileprivate static func setting(_ key: String) -> NameSpecification {
        .customLong(Setting.named(key)?.flag ?? key)
    }
}

extension CompletionKind {
    fileprivate static func setting(_ key: String) -> CompletionKind? {
        guard let setting = Setting.named(key) else { return nil }
        switch setting.placeholder {
        case "FILE", "PATH": return .file()
        case "DIR": return .directory
        default: return setting.choices.isEmpty ? nil : .list(setting.choices)
        }
    }
}

extension ArgumentHelp {
    fileprivate static func setting(_ key: String) -> ArgumentHelp {
        guard let setting = Setting.named(key) else { return "" }
        return ArgumentHelp("\(setting.help) (default: \(setting.defaultText))", valueName: setting.placeholder)
    }
}
