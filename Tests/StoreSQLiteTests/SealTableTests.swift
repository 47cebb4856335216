import Sealing
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

@Suite("Seals in the store", .timeLimit(.minutes(5)))
struct SealTableTests {
    private let directory: TemporaryDirectory
    private let key: SealKey
    private let ring: Keyring

    init() throws {
        directory = try TemporaryDirectory()
        key = try SealKey.random()
        ring = try #require(Keyring([key]))
    }

    private func open(_ ring: Keyring?) throws -> SQLiteMailboxStore {
        try SQLiteMailboxStore.open(path: directory.database, ring: ring)
    }

    private func sealer(_ store: SQLiteMailboxStore) throws -> HashSealer {
        HashSealer(ring: ring, state: try #require(store.sealState)) { _, _ in }
    }

    private static let plain = PINRecord(
        encodedHash: "$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$aGFzaA", mustChange: true)

    private func put(_ id: MailboxID, _ pin: PINRecord?) -> Change {
        Change(id) { $0.mailbox = Mailbox(settings: MailboxSettings(), pin: pin) }
    }

    @Test("a mailbox whose seal was altered fails its own changes, and nobody else's")
    func alteredAlone() async throws {
        let store = try open(ring)
        let sealer = try sealer(store)
        let (altered, others) = (MailboxID.known("1000"), (1001...1040).map { MailboxID.known("\($0)") })
        try await store.commit(put(altered, sealer.seal(Self.plain, for: altered)))
        try directory.edit("UPDATE hash_seal SET key = '0000' WHERE number = '1000'")
        let changes = ([altered] + others).shuffled().map { ($0, put($0, sealer.seal(Self.plain, for: $0))) }
        let failed = await withTaskGroup(of: MailboxID?.self) { group in
            for (id, change) in changes {
                group.addTask {
                    do {
                        try await store.commit(change)
                        return nil
                    } catch {
                        return id
                    }
                }
            }
            return await group.reduce(into: [MailboxID]()) { failed, id in if let id { failed.append(id) } }
        }
        #expect(failed == [altered])
        try store.close()
    }

    @Test("a seal comes back with its mailbox, counts go with every change, and all of it adds up")
    func comesBack() async throws {
        let store = try open(ring)
        let sealer = try sealer(store)
        let ids = (1...9).map { MailboxID.known("100\($0)") }
        for id in ids { try await store.commit(put(id, sealer.seal(Self.plain, for: id))) }
        let record = sealer.seal(Self.plain, for: ids[0])
        try await store.commit(put(ids[0], record))
        #expect(try await store.load(ids[0]).mailbox?.pin == record)
        // Settings alone change: the same seal.
        try await store.commit(put(ids[0], record))
        try await store.commit(put(ids[1], nil))
        try await store.put(nil, ids[2])
        let counts = try await store.sealCounts()
        #expect(counts == SealCounts(sealed: [key.id.text: 7], plain: 0))
        #expect(try await store.addUpSeals())
        try store.close()

        let again = try open(ring)
        #expect(again.sealState?.phase == .sealed)
        #expect(again.sealState?.generation == 10)
        #expect(try await again.addUpSeals())
        try again.close()
        // Whoever has no key cannot have other seals add up to the same.
        try directory.edit("UPDATE hash_seal SET generation = 4 WHERE number = '1009'")
        let third = try open(ring)
        #expect(try await !third.addUpSeals())
        try third.close()
    }

    @Test("plain hashes are counted by what is there, whoever wrote it")
    func plainCounts() async throws {
        let store = try open(nil)
        for number in 1...5 { try await store.commit(put(.known("100\(number)"), Self.plain)) }
        try await store.commit(put(.known("1001"), nil))
        try await store.put(nil, .known("1002"))
        #expect(store.sealState == nil)
        #expect(try await store.sealCounts().plain == 3)
        try store.close()
        let keyed = try open(ring)
        #expect(keyed.sealState?.phase == .adopting)
        #expect(try await keyed.load(.known("1003")).mailbox?.pin?.seal == .missing)
        try await keyed.commit(put(.known("1003"), try sealer(keyed).seal(Self.plain, for: .known("1003"))))
        #expect(try await keyed.sealCounts() == SealCounts(sealed: [key.id.text: 1], plain: 2))
        #expect(throws: StoreError.self) { try open(nil) }
        try keyed.close()
        #expect(throws: StoreError.self) { try open(nil) }
    }

    @Test("pages name every mailbox with a PIN once, with its key")
    func pages() async throws {
        let store = try open(ring)
        let sealer = try sealer(store)
        for number in 1001...1025 {
            let id = MailboxID.known("\(number)")
            try await store.commit(put(id, number == 1013 ? nil : sealer.seal(Self.plain, for: id)))
        }
        var all: [MailboxID] = []
        var after: MailboxID?
        repeat {
            let page = try await store.seals(after: after, count: 7)
            #expect(page.mailboxes.allSatisfy { $0.key == key.id.text })
            all += page.mailboxes.map(\.id)
            try #require(all.count < 100, "the pages do not end")
            after = page.next
        } while after != nil
        #expect(all == (1001...1025).filter { $0 != 1013 }.map { MailboxID.known("\($0)") })
        try store.close()
    }

    @Test("a new key begins a sum of its own, and the old one's goes with its last seal")
    func rotation() async throws {
        let store = try open(ring)
        let sealer = try sealer(store)
        let ids = (1...4).map { MailboxID.known("100\($0)") }
        for id in ids { try await store.commit(put(id, sealer.seal(Self.plain, for: id))) }
        let new = try SealKey.random()
        ring.activate(new)
        for id in ids.dropLast() { try await store.commit(put(id, sealer.seal(Self.plain, for: id))) }
        try await store.finishSealing()
        #expect(try await store.addUpSeals())
        #expect(try directory.integer("SELECT count(*) FROM hash_seal_state") == 2)
        try await store.commit(put(ids[3], sealer.seal(Self.plain, for: ids[3])))
        try await store.finishSealing()
        #expect(try await store.addUpSeals())
        #expect(try directory.integer("SELECT count(*) FROM hash_seal_state") == 1)
        ring.drop([key.id])
        try store.close()
        let again = try open(ring)
        #expect(again.sealState?.generation == 8)
        try again.close()
    }
}

extension SQLiteMailboxStore {
    fileprivate func sealCounts() async throws -> SealCounts {
        try await withCheckedContinuation { continuation in
            sealCounts { continuation.resume(returning: $0) }
        }.get()
    }

    fileprivate func addUpSeals() async throws -> Bool {
        try await withCheckedContinuation { continuation in
            addUpSeals { continuation.resume(returning: $0) }
        }.get()
    }

    fileprivate func seals(after mailbox: MailboxID?, count: Int) async throws -> SealPage {
        try await withCheckedContinuation { continuation in
            seals(after: mailbox, count: count) { continuation.resume(returning: $0) }
        }.get()
    }

    fileprivate func finishSealing() async throws {
        try await withCheckedContinuation { continuation in
            finishSealing(isSealed: true) { continuation.resume(returning: $0) }
        }.get()
    }
}
