import Configuration
import PrivateFiles
import Synchronization

/// A settings file, read and parsed.
package struct SettingsFile {
    /// Largest file that is read, in bytes. All settings with comments fit many times over.
    private static let maximumBytes = 1 << 20

    let path: String
    /// Every key that has a value in the file, `section.name`.
    let keys: Set<String>
    private let snapshot: YAMLSnapshot

    /// Reads the file, unless others could have written it, or could read secrets in it.
    init(path: String) throws(SettingsError) {
        do {
            let content = try PrivateFile(path: path, maximumBytes: Self.maximumBytes, what: "settings file")
            try self.init(path: path, bytes: content.bytes)
            // How clients prove who they are.
            if keys.contains(where: ClientSettings.owns) { try content.requireUnread() }
        } catch let error as PrivateFileError {
            throw SettingsError(error.description)
        } catch let error as SettingsError {
            throw error
        } catch {
            throw SettingsError("the settings file \(path) cannot be read.")
        }
    }

    package init(path: String, bytes: [UInt8]) throws(SettingsError) {
        self.path = path
        switch path.split(separator: ".").last {
        case "yaml", "yml": break
        case "json":
            throw SettingsError(
                "the settings file \(path) is JSON, which is no longer read: write it as YAML, and name it .yaml.")
        default: throw SettingsError("the settings file \(path) must end in .yaml or .yml.")
        }
        let isBlank = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
            .allSatisfy { $0.drop(while: \.isWhitespace).first.map { $0 == "#" } ?? true }
        // A file of comments alone is no mapping to YAML; to its owner it is one that changes nothing.
        let content = isBlank ? Array("{}".utf8) : bytes
        let seen = SeenKeys()
        do {
            snapshot = try YAMLSnapshot(
                data: content.span.bytes, providerName: path,
                parsingOptions: .init(secretsSpecifier: .dynamic { key, _ in seen.note(key) }))
        } catch {
            let reason = Self.reason(error)
            throw SettingsError(
                reason.contains("in array at clients at")
                    ? "clients in \(path) is a list: write each as NAME: with its settings below, as vmgate client add prints it."
                    : "the settings file \(path) is not well-formed: \(reason).")
        }
        keys = seen.all
    }

    /// The value as texts, empty when it is of a form that no setting has; nil when the key is not there.
    func texts(_ key: String) -> [String]? {
        guard keys.contains(key) else { return nil }
        let key = AbsoluteConfigKey(ConfigKey(key))
        for type in [ConfigType.string, .stringArray] {
            // A value of another type is reported as an error; the next type may fit.
            switch try? snapshot.value(forKey: key, type: type).value?.content {
            case .string(let text): return [text]
            case .stringArray(let texts): return texts
            default: continue
            }
        }
        return []
    }

    /// Whether the key is there without a value.
    func isEmpty(_ key: String) -> Bool {
        ["", "~", "null"].contains(texts(key)?.first ?? "")
    }

    /// Refuses what is there and is not a setting.
    func check() throws(SettingsError) {
        let known = SettingTable.all.map(\.key)
        for key in keys.sorted() where !known.contains(key) && !ClientSettings.owns(key) {
            // A section whose settings are all commented out reads as a key without a value.
            if known.contains(where: { $0.hasPrefix(key + ".") }), isEmpty(key) { continue }
            guard !SettingTable.retired.contains(key) else { throw .retired("\(key) in \(path)", "listen.addresses") }
            throw .unknown(key, among: known, in: path, what: "setting")
        }
    }

    /// The parser's own words on one line, without its final stop.
    private static func reason(_ error: any Error) -> String {
        let words = "\(error)".split(whereSeparator: \.isNewline).map { line in
            line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        var line = words.filter { !$0.isEmpty && $0 != "^" }.joined(separator: " ")
        // What follows is a piece of the file, which may hold a secret.
        if let context = line.firstRange(of: " Context:") { line = String(line[..<context.lowerBound]) }
        return line.hasSuffix(".") ? String(line.dropLast()) : line
    }
}

/// The keys of a file. swift-configuration shows a file's every key to the specifier of secrets, and to nobody else.
private final class SeenKeys: Sendable {
    private let keys = Mutex<Set<String>>([])

    /// Always false: no setting is a secret.
    func note(_ key: String) -> Bool {
        keys.withLock { _ = $0.insert(key) }
        return false
    }

    var all: Set<String> { keys.withLock { $0 } }
}
