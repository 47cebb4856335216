/// Why the settings cannot be used: one sentence that says which one, and what is accepted.
struct SettingsError: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
