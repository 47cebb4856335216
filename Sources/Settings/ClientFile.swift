package import VoicemailModel

/// The settings file as the place of the clients, which can be reread while the server runs.
package struct ClientFile: Sendable {
    private let path: String
    private let environment: [String: String]
    private let flags: [String: [String]]
    /// What the server runs with. Of the file's other settings nothing takes force before the next start.
    private let inForce: ServeSettings

    package init(
        path: String, environment: [String: String], flags: [String: [String]], inForce: ServeSettings
    ) {
        (self.path, self.environment, self.flags, self.inForce) = (path, environment, flags, inForce)
    }

    /// Reads all of the file: where something else in it is wrong, such as a misspelt section, the clients are not there
    /// either. A file without any clients, where the server has some, is one that was cut short more likely than one that opens
    /// the server to everybody: that takes a restart.
    package func read() throws(SettingsError) -> [Client] {
        let loader = try SettingsLoader(file: path, environment: environment, flags: flags)
        var settings = inForce
        settings.clients = try loader.load().clients
        if settings.clients.isEmpty, !inForce.clients.isEmpty {
            throw SettingsError(
                "\(path) no longer has any clients, so everybody who connects would be let in:"
                    + " put them back, or restart the server if that is intended.")
        }
        try settings.checkClients()
        try settings.checkListening()
        return settings.clients
    }
}
