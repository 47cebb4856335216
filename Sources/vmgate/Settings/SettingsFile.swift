import Configuration
import Foundation
import Synchronization

/// A settings file, read and parsed.
struct SettingsFile {
    /// Largest file that is read, in bytes. All settings with comments fit many times over.
    private static let maximumBytes = 1 << 20

    let path: String
    let snapshot: any ConfigSnapshot
    /// Every key that has a value in the file, `section.name`.
    let keys: Set<String>

    /// YAML (`.yaml`, `.yml`) or JSON (`.json`), by the path's end.
    init(path: String) throws(SettingsError) {
        self.path = path
        let bytes = try Self.read(path)
        let seen = SeenKeys()
        do {
            switch path.split(separator: ".").last {
            case "yaml", "yml":
                let isBlank = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
                    .allSatisfy { $0.drop(while: \.isWhitespace).first.map { $0 == "#" } ?? true }
                // A file of comments alone is no mapping to YAML; to its owner it is one that changes nothing.
                let content = isBlank ? Array("{}".utf8) : bytes
                snapshot = try YAMLSnapshot(
                    data: content.span.bytes, providerName: path,
                    parsingOptions: .init(secretsSpecifier: .dynamic { key, _ in seen.note(key) }))
            case "json":
                snapshot = try JSONSnapshot(
                    data: bytes.span.bytes, providerName: path,
                    parsingOptions: .init(secretsSpecifier: .dynamic { key, _ in seen.note(key) }))
            default:
                throw SettingsError("the settings file \(path) must end in .yaml, .yml or .json.")
            }
        } catch let error as SettingsError {
            throw error
        } catch {
            throw SettingsError("the settings file \(path) is not well-formed: \(Self.reason(error)).")
        }
        keys = seen.all
    }

    /// Whether the key stands there without a value.
    func isEmpty(_ key: String) -> Bool {
        let texts = snapshot.texts(forKey: AbsoluteConfigKey(ConfigKey(key)), isList: false)
        return texts.map { ["", "~", "null"].contains($0.first ?? "") } ?? true
    }

    private static func read(_ path: String) throws(SettingsError) -> [UInt8] {
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            let data = try handle.read(upToCount: maximumBytes + 1) ?? Data()
            guard data.count <= maximumBytes else { throw SettingsError("the settings file \(path) is over 1 MiB.") }
            return Array(data)
        } catch let error as SettingsError {
            throw error
        } catch {
            throw SettingsError(
                "the settings file \(path) cannot be read: is the path right, and may this user read it?")
        }
    }

    /// The parser's own words on one line, without its final stop.
    private static func reason(_ error: any Error) -> String {
        let words = "\(error)".split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        let line = words.filter { !$0.isEmpty && $0 != "^" }.joined(separator: " ")
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
