import PINHashing

/// Brings the places that settings come from together: flag before environment before file before default.
struct SettingsLoader {
    /// The layers, the weakest first.
    private let layers: [SettingsLayer]
    private let machine: Machine
    private let file: SettingsFile?
    init(
        file: String?, environment: [String: String], flags: [String: [String]], machine: Machine = .current()
    ) throws(SettingsError) {
        let file: SettingsFile? = if let file { try SettingsFile(path: file) } else { nil }
        self.init(content: file, environment: environment, flags: flags, machine: machine)
    }

    /// With the content of a settings file that has been read.
    init(content: SettingsFile?, environment: [String: String], flags: [String: [String]], machine: Machine) {
        var layers: [SettingsLayer] = []
        file = content
        if let file { layers.append(SettingsLayer(file: file)) }
        layers.append(SettingsLayer(environment: EnvironmentVariables(environment)))
        layers.append(SettingsLayer(flags: flags))
        self.layers = layers
        self.machine = machine
    }

    /// All settings, checked one by one and against each other.
    func load() throws(SettingsError) -> ServeSettings {
        var settings = ServeSettings()
        var given: Set<String> = []
        for layer in layers {
            if let objection = layer.objection { throw objection }
            try apply(ServeSettings.table, of: layer, to: &settings, given: &given)
        }
        if !given.contains("listen.admin_socket") {
            settings.adminSocket = Self.adminSocket(besideDatabase: settings.database)
        }
        if !given.contains("hash.workers") {
            settings.hashWorkers = HashingPool.defaultWorkers(
                cores: machine.cores, memoryLimit: machine.memory, hashMemory: settings.hashMemory.bytes)
        }
        if let file { settings.clients = try ClientSettings(file).clients }
        try check(settings)
        return settings
    }

    /// The settings of these keys, for commands to which it does not matter what else the places say, right or wrong.
    func load(only keys: Set<String>) throws(SettingsError) -> ServeSettings {
        var settings = ServeSettings()
        var given: Set<String> = []
        for layer in layers {
            try apply(ServeSettings.table.filter { keys.contains($0.key) }, of: layer, to: &settings, given: &given)
        }
        if !given.contains("listen.admin_socket") {
            settings.adminSocket = Self.adminSocket(besideDatabase: settings.database)
        }
        return settings
    }

    /// Where the admin commands find the server.
    func adminSocket() throws(SettingsError) -> String {
        try load(only: ["listen.admin_socket", "store.database"]).adminSocket
    }

    /// Where the commands that read the database themselves find it.
    func database() throws(SettingsError) -> String {
        try load(only: ["store.database"]).database
    }

    private static func adminSocket(besideDatabase database: String) -> String {
        guard let slash = database.lastIndex(of: "/") else { return "vmgate.sock" }
        return database[...slash] + "vmgate.sock"
    }

    private func apply(
        _ table: [Setting], of layer: SettingsLayer, to settings: inout ServeSettings, given: inout Set<String>
    ) throws(SettingsError) {
        let here = table.compactMap { setting in layer.values(of: setting).map { (setting, $0) } }
        let single = here.filter { $0.0.key == "listen.host" || $0.0.key == "listen.port" }
        if let (setting, _) = single.first {
            if let (list, _) = here.first(where: { $0.0.key == "listen.addresses" }) {
                throw SettingsError("give either \(layer.name(list)) or \(layer.name(setting)), not both.")
            }
            // One address replaces a list from a weaker place.
            if settings.listen.count > 1 { settings.listen = [.standard] }
        }
        for (setting, texts) in here {
            guard setting.assign(texts, &settings) else { throw .refused(texts, layer.name(setting), setting) }
            given.insert(setting.key)
        }
    }

    private func check(_ settings: ServeSettings) throws(SettingsError) {
        // What was given is known to fit.
        guard SettingKind<String>.socketPath.parse(settings.adminSocket) != nil else {
            throw SettingsError(
                "the admin socket would be beside the database, and \"\(settings.adminSocket.onOneLine)…\" is over 107"
                    + " bytes long: name a shorter path with listen.admin_socket (--admin-socket).")
        }
        if settings.lockoutBaseSeconds > settings.lockoutMaxSeconds {
            throw SettingsError(
                "lockout.base_s (\(settings.lockoutBaseSeconds)) is more than lockout.max_s"
                    + " (\(settings.lockoutMaxSeconds)): lower the first or raise the second.")
        }
        if settings.lockoutMaxAttempts > settings.lockoutPermanentAfter {
            throw SettingsError(
                "lockout.max_attempts (\(settings.lockoutMaxAttempts)) is more than lockout.permanent_after"
                    + " (\(settings.lockoutPermanentAfter)): lower the first or raise the second.")
        }
        if settings.metrics.isRemote, !settings.allowsRemoteMetrics {
            throw SettingsError(
                "metrics.address (\(settings.metrics)) can be reached from other machines, and whoever reaches it can"
                    + " read it: name a loopback address, or set metrics.allow_remote (--metrics-allow-remote).")
        }
        try ClientSettings.check(settings)
        try ListenSettings.check(settings)
        let (total, overflows) = settings.hashWorkers.multipliedReportingOverflow(by: settings.hashMemory.bytes)
        if overflows || total > machine.memory {
            throw SettingsError(
                "hash.workers (\(settings.hashWorkers)) times hash.memory (\(settings.hashMemory)) is more than this"
                    + " machine's \(ByteSize(bytes: (machine.memory >> 20) << 20)) of memory: lower one of them.")
        }
    }
}

extension SettingsError {
    fileprivate static func refused(_ texts: [String], _ name: String, _ setting: Setting) -> SettingsError {
        // What somebody else wrote is bounded and on one line wherever it is shown.
        let shown = texts.map { "\"\($0.onOneLine)\"" }
        let value = texts.isEmpty ? "has no usable value" : "is \(shown.joined(separator: ", "))"
        let hint = texts.count == 1 ? setting.hint(texts[0]).map { ": \($0) It" } : nil
        return SettingsError("\(name) \(value)\(hint ?? "; it") takes \(setting.accepts).")
    }
}
