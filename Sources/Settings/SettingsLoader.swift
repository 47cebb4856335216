import PINHashing

/// Brings the places that settings come from together: flag before environment before file before default.
package struct SettingsLoader {
    /// One place: how it names a setting (its key, its variable or its flag), and what it has for it.
    private struct Place {
        let name: (any AnySetting) -> String
        let texts: (any AnySetting) -> [String]?
    }

    /// The weakest first.
    private let places: [Place]
    private let file: SettingsFile?
    private let variables: EnvironmentVariables
    private let machine: Machine

    /// - Parameter flags: what was given on the command line, by the settings' keys.
    package init(
        file: String?, environment: [String: String], flags: [String: [String]], machine: Machine = .current()
    ) throws(SettingsError) {
        let file: SettingsFile? = if let file { try SettingsFile(path: file) } else { nil }
        self.init(content: file, environment: environment, flags: flags, machine: machine)
    }

    /// With the content of a settings file that has been read.
    package init(content: SettingsFile?, environment: [String: String], flags: [String: [String]], machine: Machine) {
        let variables = EnvironmentVariables(environment)
        let inFile = content.map { file in
            Place(name: { "\($0.key) in \(file.path)" }, texts: { file.texts($0.key) })
        }
        let inEnvironment = Place(
            name: { $0.variable },
            texts: { setting in
                variables.settings[setting.variable].map { setting.form.isList && $0.isEmpty ? [] : [$0] }
            })
        let inFlags = Place(name: { "--\($0.flag)" }, texts: { flags[$0.key] })
        places = [inFile, inEnvironment, inFlags].compactMap { $0 }
        (file, self.variables, self.machine) = (content, variables, machine)
    }

    /// All settings, checked one by one and against each other.
    package func load() throws(SettingsError) -> ServeSettings {
        try file?.check()
        try variables.check()
        var settings = try read(SettingTable.all)
        if !settings.isGiven("hash.workers") {
            settings.hashWorkers = HashingPool.defaultWorkers(
                cores: machine.cores, memoryLimit: machine.memory, hashMemory: settings.hashMemory.bytes)
        }
        if let file { settings.clients = try ClientSettings(file).clients }
        try settings.check(machine)
        return settings
    }

    /// The settings of these keys, for commands to which it does not matter what else the places say, right or wrong.
    package func load(only keys: Set<String>) throws(SettingsError) -> ServeSettings {
        try read(SettingTable.all.filter { keys.contains($0.key) })
    }

    /// Where the admin commands find the server.
    package func adminSocket() throws(SettingsError) -> String {
        try load(only: ["listen.admin_socket", "store.database"]).adminSocket
    }

    /// Where the commands that read the database themselves find it.
    package func database() throws(SettingsError) -> String {
        try load(only: ["store.database"]).database
    }

    private func read(_ table: [any AnySetting]) throws(SettingsError) -> ServeSettings {
        var settings = ServeSettings()
        for place in places {
            for setting in table {
                guard let texts = place.texts(setting) else { continue }
                guard settings.give(setting, texts) else { throw .refused(texts, place.name(setting), setting.form) }
            }
        }
        if !settings.isGiven("listen.admin_socket") {
            // Beside the database.
            let database = settings.database
            let folder = database.lastIndex(of: "/").map { database[...$0] } ?? ""
            settings.adminSocket = folder + "vmgate.sock"
        }
        return settings
    }
}
