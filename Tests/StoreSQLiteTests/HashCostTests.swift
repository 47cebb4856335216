import GRDB
import Sealing
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

@Suite("What hashes cost, in the store", .timeLimit(.minutes(5)))
struct HashCostTests {
    private let directory: TemporaryDirectory
    private let ring: Keyring

    init() throws {
        directory = try TemporaryDirectory()
        ring = try #require(Keyring([try SealKey.random()]))
    }

    private static let dear = "$argon2id$v=19$m=65536,t=4,p=1"
    private static let cheap = "$argon2id$v=19$m=8,t=1,p=1"

    private func record(_ cost: String) -> PINRecord {
        PINRecord(encodedHash: cost + "$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA", mustChange: false)
    }

    private func put(_ number: String, _ pin: PINRecord?) -> Change {
        Change(.known(number)) { $0.mailbox = Mailbox(settings: MailboxSettings(), pin: pin) }
    }

    private func open(_ ring: Keyring? = nil) throws -> SQLiteMailboxStore {
        try SQLiteMailboxStore.open(path: directory.database, ring: ring)
    }

    private func counts(_ store: SQLiteMailboxStore) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: store.hashCosts.counts.map { ($0.key.text, $0.value) })
    }

    @Test("they are counted through every change, and the key stays the same", arguments: [false, true])
    func counted(isSealed: Bool) async throws {
        let ring = isSealed ? ring : nil
        var store = try open(ring)
        let sealer = ring.map { HashSealer(ring: $0, state: SealState(phase: .adopting, generation: 0)) { _, _ in } }
        func sealed(_ cost: String, _ number: String) -> PINRecord {
            sealer?.seal(record(cost), for: .known(number)) ?? record(cost)
        }
        let key = store.hashCosts.key
        #expect(counts(store).isEmpty)
        for number in ["1", "2", "3"] { try await store.commit(put(number, sealed(Self.dear, number))) }
        try await store.commit(put("4", nil))
        try await store.commit(put("2", sealed(Self.cheap, "2")))
        try await store.put(nil, .known("3"))
        try await store.commit(put("4", sealed(Self.cheap, "4")))
        try await store.commit(put("4", nil))
        #expect(try await store.load(.known("2")).mailbox?.pin?.cost?.text == Self.cheap)
        try store.close()
        store = try open(ring)
        #expect(counts(store) == [Self.dear: 1, Self.cheap: 1])
        #expect(store.hashCosts.key.isEqual(to: key))
        try store.close()
    }

    @Test("in a database from before they were counted they are found out, sealed or not", arguments: [false, true])
    func foundOut(isSealed: Bool) async throws {
        let ring = isSealed ? ring : nil
        var store = try open(ring)
        let sealer = ring.map { HashSealer(ring: $0, state: SealState(phase: .adopting, generation: 0)) { _, _ in } }
        for (number, cost) in [("1", Self.dear), ("2", Self.cheap), ("3", Self.dear), ("4", "$2b$12$other")] {
            let record = record(cost)
            try await store.commit(put(number, sealer?.seal(record, for: .known(number)) ?? record))
        }
        try await store.commit(put("5", nil))
        try store.close()
        try directory.edit(
            """
            DROP TRIGGER hash_cost_added; DROP TRIGGER hash_cost_removed; DROP TRIGGER hash_cost_changed;
            DROP TABLE hash_cost_count; DROP TABLE decoy_key; ALTER TABLE mailbox DROP COLUMN pin_cost;
            DELETE FROM grdb_migrations WHERE identifier = 'hash costs';
            """)
        store = try open(ring)
        #expect(counts(store) == [Self.dear: 2, Self.cheap: 1])
        #expect(try await store.load(.known("3")).mailbox?.pin?.cost?.text == Self.dear)
        try await store.put(nil, .known("3"))
        try store.close()
        store = try open(ring)
        #expect(counts(store) == [Self.dear: 1, Self.cheap: 1])
        try store.close()
    }

    @Test("counts that somebody made nonsense of stop nothing")
    func nonsense() async throws {
        var store = try open()
        try await store.commit(put("1", record(Self.dear)))
        try store.close()
        try directory.edit(
            "INSERT INTO hash_cost_count VALUES ('nonsense', 9), ('\(Self.cheap)', 9223372036854775807);"
                + "UPDATE hash_cost_count SET count = 9223372036854775807")
        store = try open()
        #expect(counts(store).keys.sorted() == [Self.dear, Self.cheap])
        try store.close()
    }
}
