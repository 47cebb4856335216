import Configuration
import Foundation
import PrivateFiles
import Synchronization

/// A settings file, read and parsed.
struct SettingsFile {
    /// Largest file that is read, in bytes. All settings with comments fit many times over.
    private static let maximumBytes = 1 << 20

    let path: String
    let snapshot: any ConfigSnapshot
    /// Every key that has a value in the file, `section.name`.
    let keys: Set<String>
    /// The keys whose value is JSON's `true` or `false`. swift-configuration hands them out as 1 and 0.
    let booleans: Set<String>

    /// Reads the file, unless others could have written it, or could read secrets in it.
    init(path: String) throws(SettingsError) {
        do {
            let content = try PrivateFile(path: path, maximumBytes: Self.maximumBytes, what: "settings file")
            try self.init(path: path, bytes: content.bytes)
            if holdsSecrets { try content.requireUnread() }
        } catch let error as PrivateFileError {
            throw SettingsError(error.description)
        } catch let error as SettingsError {
            throw error
        } catch {
            throw SettingsError("the settings file \(path) cannot be read.")
        }
    }

    /// Whether it says how clients prove who they are.
    private var holdsSecrets: Bool {
        keys.contains { $0 == "clients" || $0.hasPrefix("clients.") }
    }

    /// YAML (`.yaml`, `.yml`) or JSON (`.json`), by the path's end.
    init(path: String, bytes: [UInt8]) throws(SettingsError) {
        self.path = path
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
                    parsingOptions: .init(secretsSpecifier: .dynamic { key, _ in seen.note(key, isBoolean: false) }))
            case "json":
                // JSON is YAML (YAML 1.2 §1.3), whose reader refuses a name that is there twice; JSON's takes either.
                _ = try YAMLSnapshot(data: bytes.span.bytes, providerName: path, parsingOptions: .default)
                snapshot = try JSONSnapshot(
                    data: bytes.span.bytes, providerName: path,
                    parsingOptions: .init(
                        secretsSpecifier: .dynamic { key, value in
                            seen.note(key, isBoolean: Self.isBoolean(value))
                        }))
            default:
                throw SettingsError("the settings file \(path) must end in .yaml, .yml or .json.")
            }
        } catch let error as SettingsError {
            throw error
        } catch {
            if Self.reason(error).contains("in array at clients at") {
                throw SettingsError(
                    "clients in \(path) is a list: write each as NAME: with its settings below, as vmgate client add prints it."
                )
            }
            throw SettingsError("the settings file \(path) is not well-formed: \(Self.reason(error)).")
        }
        (keys, booleans) = seen.all
    }

    /// Foundation's JSON parser hands out numbers and Booleans alike as `NSNumber`, which knows what it was made of.
    private static func isBoolean(_ value: any Sendable) -> Bool {
        (value as? NSNumber).map { $0.objCType.pointee == CChar(UInt8(ascii: "c")) } ?? false
    }

    /// Whether the key is there without a value.
    func isEmpty(_ key: String) -> Bool {
        let texts = snapshot.texts(forKey: AbsoluteConfigKey(ConfigKey(key)), isList: false)
        return texts.map { ["", "~", "null"].contains($0.first ?? "") } ?? true
    }

    /// The parser's own words on one line, without its final stop.
    private static func reason(_ error: any Error) -> String {
        let detail = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String
        let words = (detail ?? "\(error)").split(whereSeparator: \.isNewline).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        var line = words.filter { !$0.isEmpty && $0 != "^" }.joined(separator: " ")
        // What follows is a piece of the file, which may hold a secret.
        if let context = line.firstRange(of: " Context:") { line = String(line[..<context.lowerBound]) }
        return line.hasSuffix(".") ? String(line.dropLast()) : line
    }
}

/// The keys of a file. swift-configuration shows a file's every key to the specifier of secrets, and to nobody else.
private final class SeenKeys: Sendable {
    private let keys = Mutex<(all: Set<String>, booleans: Set<String>)>(([], []))

    /// Always false: no setting is a secret.
    func note(_ key: String, isBoolean: Bool) -> Bool {
        keys.withLock { keys in
            keys.all.insert(key)
            if isBoolean { keys.booleans.insert(key) }
        }
        return false
    }

    var all: (all: Set<String>, booleans: Set<String>) { keys.withLock { $0 } }
}
