package import VoicemailModel

/// The section `clients` of a settings file: one entry for each client, under its name.
///
/// swift-configuration reads no lists of objects, so that the names are keys.
struct ClientSettings {
    static let section = "clients"

    private enum Field: String, CaseIterable {
        case role, secret, networks, contexts, trusted, certificates, uids
    }

    private let file: SettingsFile

    init(_ file: SettingsFile) {
        self.file = file
    }

    /// Whether a key of the file is in this section.
    static func owns(_ key: String) -> Bool {
        key == section || key.hasPrefix(section + ".")
    }

    /// The clients by name, each valid by itself.
    var clients: [Client] {
        get throws(SettingsError) {
            var fields: [ClientName: [String]] = [:]
            for key in file.keys.sorted() where Self.owns(key) {
                let parts = key.split(separator: ".", omittingEmptySubsequences: false)
                if parts.count == 1 {
                    guard file.isEmpty(key) else { throw form(key) }
                    continue
                }
                guard let name = ClientName(parts[1]) else {
                    throw SettingsError(
                        "\(Self.section) in \(file.path) has a name that is not accepted: a client's name is 1 to"
                            + " \(Limits.clientNameLength.upperBound) of A-Z a-z 0-9 _ -.")
                }
                fields[name, default: []] += parts.count > 2 ? [parts[2...].joined(separator: ".")] : []
            }
            var clients: [Client] = []
            for (name, given) in fields.sorted(by: { $0.key < $1.key }) {
                clients.append(try client(name, given))
            }
            return clients
        }
    }

    private func client(_ name: ClientName, _ given: [String]) throws(SettingsError) -> Client {
        let known = Set(Field.allCases.map(\.rawValue))
        if let unknown = given.first(where: { !known.contains($0) }) {
            throw .unknown(unknown, among: known, in: "\(place(name)) in \(file.path)", what: "setting of a client")
        }
        guard let roleName = try value(.role, of: name) else {
            throw SettingsError(
                "\(place(name)) in \(file.path) has no role: give it one of \(Role.allNames).")
        }
        guard let role = Role(rawValue: roleName) else {
            throw refused(.role, of: name, "it takes one of \(Role.allNames)")
        }
        var client = Client(name: name, role: role, secretHash: try value(.secret, of: name))
        for text in try values(.networks, of: name) ?? [] {
            do {
                client.networks.append(try Network(text))
            } catch {
                throw refused(.networks, of: name, "one of them \(error.rawValue)")
            }
        }
        if let contexts = try values(.contexts, of: name) {
            guard contexts.allSatisfy({ MailboxID("1@\($0)") != nil }) else {
                throw refused(.contexts, of: name, "a context is 1 to 64 of A-Z a-z 0-9 . _ -")
            }
            client.contexts = Set(contexts)
        }
        if let text = try value(.trusted, of: name) {
            guard let isTrusted = Bool(text) else { throw refused(.trusted, of: name, "it takes true or false") }
            client.isTrusted = isTrusted
        }
        client.certificateNames = try values(.certificates, of: name) ?? []
        for text in try values(.uids, of: name) ?? [] {
            guard let userID = UInt32(digits: text) else {
                throw refused(.uids, of: name, "a uid is the number of a user of this machine")
            }
            client.userIDs.append(userID)
        }
        return client
    }

    // MARK: What is in the file

    private func place(_ name: ClientName) -> String { "\(Self.section).\(name)" }

    /// What is there is left out of the sentence: it may be a secret in the wrong place.
    private func refused(_ field: Field, of name: ClientName, _ reason: String) -> SettingsError {
        SettingsError("\(place(name)).\(field.rawValue) in \(file.path) is not accepted: \(reason).")
    }

    private func form(_ key: String) -> SettingsError {
        SettingsError(
            "\(key) in \(file.path) is not accepted: each client goes below it under its name, with a role and more.")
    }

    private func value(_ field: Field, of name: ClientName) throws(SettingsError) -> String? {
        guard let texts = texts(field, of: name) else { return nil }
        guard texts.count == 1, !texts[0].isEmpty else { throw refused(field, of: name, "it takes one value") }
        return texts[0]
    }

    /// An empty list would mean anywhere, or nothing at all, depending on who reads it.
    private func values(_ field: Field, of name: ClientName) throws(SettingsError) -> [String]? {
        guard let texts = texts(field, of: name) else { return nil }
        guard !texts.isEmpty, texts.allSatisfy({ !$0.isEmpty }) else {
            throw refused(field, of: name, "it takes a list that is not empty; leave it out for none")
        }
        return texts
    }

    private func texts(_ field: Field, of name: ClientName) -> [String]? {
        file.texts("\(place(name)).\(field.rawValue)")
    }
}

extension Role {
    package static var allNames: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

extension Client {
    /// Its lines below `clients:` of a settings file.
    package var yaml: String {
        func list(_ texts: [String]) -> String { "[" + texts.map(ServeSettings.quoted).joined(separator: ", ") + "]" }
        var lines = ["  \(name):", "    role: \(role.rawValue)"]
        if let secretHash { lines.append("    secret: \(ServeSettings.quoted(secretHash))") }
        if !networks.isEmpty { lines.append("    networks: \(list(networks.map(\.description)))") }
        if let contexts { lines.append("    contexts: \(list(contexts.sorted()))") }
        if isTrusted { lines.append("    trusted: true") }
        if !certificateNames.isEmpty { lines.append("    certificates: \(list(certificateNames))") }
        if !userIDs.isEmpty { lines.append("    uids: [\(userIDs.map(String.init).joined(separator: ", "))]") }
        return lines.joined(separator: "\n") + "\n"
    }
}
