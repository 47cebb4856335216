import VoicemailModel

/// The settings file as the place of the clients, which can be read anew while the server runs.
struct ClientFile: Sendable {
    let path: String
    let environment: [String: String]
    let flags: [String: [String]]
    /// What the server runs with. Of the file's other settings nothing takes force before the next start.
    let inForce: ServeSettings

    /// Reads all of the file: where something else in it is wrong, such as a misspelt section, the clients are not there
    /// either.
    func read() throws(SettingsError) -> [Client] {
        let loader = try SettingsLoader(file: path, environment: environment, flags: flags)
        var settings = inForce
        settings.clients = try loader.load().clients
        try ClientSettings.check(settings)
        try ListenSettings.check(settings)
        return settings.clients
    }
}
