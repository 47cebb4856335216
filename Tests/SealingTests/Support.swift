import Foundation
import Synchronization
import VoicemailModel

@testable import Sealing

/// A folder that goes with the test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("vmgate-seal-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var keyFile: SealKeyFile { SealKeyFile(path: path + "/vmgate.key") }
    var entries: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? [] }

    func write(_ bytes: some Sequence<UInt8>, mode: Int = 0o600) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: keyFile.path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: keyFile.path)
    }

    func bytes() throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: keyFile.path)))
    }
}

/// What a sealer has reported.
final class Reports: Sendable {
    private let all = Mutex<[SealObjection]>([])

    func take() -> [SealObjection] {
        all.withLock { all in
            defer { all = [] }
            return all
        }
    }

    func add(_ objection: SealObjection) {
        all.withLock { $0.append(objection) }
    }

    func sealer(_ ring: Keyring, _ phase: SealState.Phase = .sealed) -> HashSealer {
        HashSealer(ring: ring, state: SealState(phase: phase)) { self.add($1) }
    }
}

extension SecretBytes {
    var text: String { withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }
}

extension PINRecord {
    static let plain = PINRecord(
        encodedHash:
            "$argon2id$v=19$m=65536,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY",
        mustChange: false)

    /// As it is read where hashes are sealed and there is no seal of this one.
    func found() -> PINRecord {
        var record = self
        record.seal = .missing
        return record
    }
}

extension MailboxID {
    static let a = MailboxID("1001")!
    static let b = MailboxID("1002@acme")!
}
