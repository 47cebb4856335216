import AuditChain
import Foundation
import GRDB
import Sealing
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

@Suite("The audit's key in the database", .timeLimit(.minutes(5)))
struct AuditKeyTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func write(_ rows: Int, _ ring: Keyring?) async throws {
        let store = try SQLiteMailboxStore.open(path: directory.database, ring: ring)
        for number in 1...rows { try await store.record([.known("\(number)")]) }
        try store.close()
    }

    private func verify(_ ring: Keyring?) throws -> Result<AuditExtent, AuditBreak> {
        try SQLiteAuditFile(path: directory.database).verify(ring)
    }

    private func ring(_ keys: SealKey...) throws -> Keyring {
        try #require(Keyring(keys))
    }

    /// The name of the key that it is sealed with, and what is stored.
    private func stored() throws -> (name: String?, bytes: Data) {
        let queue = try DatabaseQueue(path: directory.database)
        defer { try? queue.close() }
        let row = try #require(try queue.read { try Row.fetchOne($0, sql: "SELECT wrapped_in, key FROM audit_key") })
        return (row[0], row[1])
    }

    private func sentence(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "nothing was thrown"
        } catch {
            return "\(error)"
        }
    }

    @Test("a plain key is sealed by the first start with a key file, and no byte of it stays in the files")
    func adopted() async throws {
        try await write(10, nil)
        let plain = try stored()
        #expect(plain.name == nil && plain.bytes.count == 32)
        let key = try SealKey.random()
        let store = try SQLiteMailboxStore.open(path: directory.database, ring: try ring(key))
        // While it is open: the log is searched too.
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
            let data = try Data(contentsOf: URL(filePath: directory.path + "/" + name))
            #expect(data.firstRange(of: plain.bytes) == nil, "\(name)")
        }
        #expect(store.auditObjection == nil)
        try await store.record([.known("11")])
        try store.close()
        #expect(try stored().name == key.id.text)
        #expect(try verify(try ring(key)).get().count == 11)
    }

    @Test(
        "rows are shown although their key was altered",
        arguments: ["x'00'", "x''", "zeroblob(31)", "zeroblob(1000000)"])
    func altered(key: String) async throws {
        try await write(10, nil)
        let queue = try DatabaseQueue(path: directory.database)
        // Whoever alters a key does not mind the schema.
        try await queue.write {
            try $0.execute(sql: "PRAGMA ignore_check_constraints = ON; UPDATE audit_key SET key = \(key)")
        }
        try queue.close()
        let page = try SQLiteAuditFile(path: directory.database).page(AuditQuery(count: 100))
        #expect(page.rows.count == 10)
    }

    @Test("it opens with its own key alone, and stays the same when that is replaced")
    func rotated() async throws {
        let (old, new) = (try SealKey.random(), try SealKey.random())
        try await write(10, try ring(old))
        #expect(try stored().name == old.id.text)
        let unnamed = sentence { _ = try verify(nil) }
        #expect(unnamed.contains("sealed with the key \(old.id)") && unnamed.contains("--seal-key-file"), "\(unnamed)")
        let unknown = sentence { _ = try verify(try ring(new)) }
        #expect(unknown.contains("\(old.id), which the key file does not have"), "\(unknown)")
        // The start says it once, and as it does for PINs.
        for keys in [nil, try ring(new)] {
            let start = sentence { _ = try SQLiteMailboxStore.open(path: directory.database, ring: keys) }
            #expect(start.hasPrefix("seal.key_file: "), "\(start)")
        }
        let running = try ring(old)
        let store = try SQLiteMailboxStore.open(path: directory.database, ring: running)
        running.activate(new)
        #expect(try stored().name == old.id.text)
        try await store.finishSealing()
        #expect(try stored().name == new.id.text)
        try await store.record([.known("11")])
        try store.close()
        #expect(try verify(try ring(new)).get().count == 11)
        #expect(throws: StoreError.self) { try verify(try ring(old)) }
    }

    @Test("what was killed before the end of a rotation opens with both keys, and is then sealed with the new one")
    func cutShort() async throws {
        let (old, new) = (try SealKey.random(), try SealKey.random())
        try await write(10, try ring(old))
        try await write(1, try ring(new, old))
        #expect(try stored().name == new.id.text)
        #expect(try verify(try ring(new, old)).get().count == 11)
    }

    static let replacements = [
        "UPDATE audit_key SET wrapped_in = NULL, key = zeroblob(32)",
        "DELETE FROM audit_key; DELETE FROM audit_mark; DELETE FROM audit",
    ]

    @Test("a key that somebody put there, with whatever fits it, is no key of ours", arguments: replacements)
    func replaced(_ sql: String) async throws {
        let ring = try ring(try SealKey.random())
        try await write(10, ring)
        try directory.edit(sql)
        let store = try SQLiteMailboxStore.open(path: directory.database, ring: ring)
        #expect(store.auditObjection != nil)
        try await store.record([.known("11")])
        try store.close()
        #expect(throws: AuditBreak.self) { try verify(ring).get() }
    }

    static let alterations = [
        "UPDATE audit_key SET key = substr(key, 1, length(key) - 1)", "UPDATE audit_key SET key = x''",
        "UPDATE audit_key SET wrapped_in = NULL",
        "UPDATE audit_key SET key = CAST(replace(CAST(key AS TEXT), '$1$', '$2$') AS BLOB)",
    ]

    @Test("a sealed key that was altered stops the start", arguments: alterations)
    func altered(_ sql: String) async throws {
        let ring = try ring(try SealKey.random())
        try await write(1, ring)
        try directory.edit(sql)
        let sentence = sentence { _ = try SQLiteMailboxStore.open(path: directory.database, ring: ring) }
        #expect(sentence.contains("audit_key"), "\(sentence)")
        #expect(throws: StoreError.self) { try verify(ring) }
    }
}

extension SQLiteMailboxStore {
    fileprivate func finishSealing() async throws {
        try await withCheckedContinuation { continuation in
            finishSealing(isSealed: true) { continuation.resume(returning: $0) }
        }.get()
    }
}
