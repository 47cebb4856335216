import Testing
import VoicemailModel

@testable import Sealing

@Suite("Sealed hashes", .timeLimit(.minutes(5)))
struct HashSealerTests {
    private let key: SealKey
    private let ring: Keyring
    private let reports = Reports()
    private let sealer: HashSealer

    init() throws {
        key = try SealKey.random()
        ring = try #require(Keyring([key]))
        sealer = reports.sealer(ring)
    }

    /// What the mailbox's hash opens to; nil when it does not.
    private func open(_ record: PINRecord, _ mailbox: MailboxID = .a) -> String? {
        sealer.hash(of: record, in: mailbox).open()?.text
    }

    @Test("a sealed hash opens to what it was, and never looks the same twice")
    func roundTrip() {
        let (first, second) = (sealer.seal(.plain, for: .a), sealer.seal(.plain, for: .a))
        #expect(first.encodedHash != second.encodedHash)
        #expect(first.encodedHash.hasPrefix("$vmgate-seal$1$\(key.id)$"))
        #expect(!first.encodedHash.contains("argon2"))
        #expect(open(first) == PINRecord.plain.encodedHash)
        #expect(open(second) == PINRecord.plain.encodedHash)
        #expect(reports.take().isEmpty)
    }

    @Test("the longest string that is taken opens too")
    func longest() {
        var record = PINRecord.plain
        record.encodedHash = String(repeating: "x", count: Limits.encodedHashLength.upperBound)
        #expect(open(sealer.seal(record, for: .a)) == record.encodedHash)
        #expect(reports.take().isEmpty)
    }

    @Test("with any bit of it flipped it does not open")
    func flipped() {
        let sealed = sealer.seal(.plain, for: .a)
        let bytes = Array(sealed.encodedHash.utf8)
        for index in bytes.indices {
            for bit in 0..<8 {
                var altered = bytes
                altered[index] ^= 1 << bit
                var record = sealed
                record.encodedHash = String(decoding: altered, as: UTF8.self)
                #expect(open(record) == nil, "byte \(index), bit \(bit)")
            }
        }
        #expect(reports.take().count == bytes.count * 8)
    }

    @Test("truncated anywhere, or with something behind it, it does not open")
    func truncated() {
        let sealed = sealer.seal(.plain, for: .a)
        var record = sealed
        for count in 0..<sealed.encodedHash.utf8.count {
            record.encodedHash = String(sealed.encodedHash.prefix(count))
            #expect(open(record) == nil)
        }
        for more in ["A", "=", "\n", "$"] {
            record.encodedHash = sealed.encodedHash + more
            #expect(open(record) == nil)
        }
    }

    @Test("neither the hash nor hash and seal open in another mailbox")
    func moved() throws {
        let (mine, theirs) = (sealer.seal(.plain, for: .a), sealer.seal(.plain, for: .b))
        #expect(open(mine, .b) == nil)
        #expect(reports.take() == [.alteredSeal])
        var record = theirs
        record.encodedHash = mine.encodedHash
        #expect(open(record, .b) == nil)
        #expect(reports.take() == [.alteredHash])
        // A context is not part of a number.
        let other = try #require(MailboxID("1001@other"))
        #expect(open(mine, other) == nil)
    }

    @Test("an older hash of the same mailbox, put back, does not open")
    func rolledBack() {
        let (old, new) = (sealer.seal(.plain, for: .a), sealer.seal(.plain, for: .a))
        var record = new
        record.encodedHash = old.encodedHash
        #expect(open(record) == nil)
        #expect(reports.take() == [.alteredHash])
        // Nor when somebody writes the old generation too, without the key.
        guard case .found(let oldSeal) = old.seal, case .found(var seal) = new.seal else { return }
        seal.generation = oldSeal.generation
        record.seal = .found(seal)
        #expect(open(record) == nil)
        #expect(reports.take() == [.alteredSeal])
    }

    @Test("without its seal, or with one although it is plain, it does not open")
    func seals() {
        let sealed = sealer.seal(.plain, for: .a)
        #expect(open(sealed.found()) == nil)
        #expect(reports.take() == [.noSeal])
        var record = sealed
        record.encodedHash = PINRecord.plain.encodedHash
        #expect(open(record) == nil)
        #expect(open(PINRecord.plain.found()) == nil)
        #expect(reports.take() == [.notSealed, .notSealed])
    }

    @Test("plain hashes open while a database is being adopted, and never afterwards")
    func adoption() {
        let adopting = reports.sealer(ring, .adopting)
        let record = PINRecord.plain.found()
        #expect(adopting.needsResealing(record))
        #expect(adopting.hash(of: record, in: .a).open()?.text == record.encodedHash)
        let sealed = adopting.reseal(record, for: .a)
        #expect(sealed.flatMap { open($0) } == record.encodedHash)
        adopting.refusePlain()
        #expect(!adopting.needsResealing(record))
        #expect(adopting.reseal(record, for: .a) == nil)
    }

    @Test("a hash under an old key is resealed, and one under way still opens when that key is dropped")
    func rotation() throws {
        let old = sealer.seal(PINRecord(encodedHash: PINRecord.plain.encodedHash, mustChange: true), for: .a)
        let underWay = sealer.hash(of: old, in: .a)
        let new = try SealKey.random()
        ring.activate(new)
        #expect(sealer.needsResealing(old))
        let resealed = try #require(sealer.reseal(old, for: .a))
        #expect(resealed.mustChange)
        #expect(!sealer.needsResealing(resealed))
        ring.drop([key.id])
        #expect(open(resealed) == PINRecord.plain.encodedHash)
        #expect(underWay.open()?.text == PINRecord.plain.encodedHash)
        #expect(open(old) == nil)
        #expect(reports.take() == [.unknownKey])
    }

    @Test("generations go on where the database's end, over all mailboxes")
    func generations() {
        let sealer = HashSealer(ring: ring, state: SealState(phase: .sealed, generation: 41)) { _, _ in }
        let generations = [MailboxID.a, .b, .a].map { mailbox -> Int64 in
            guard case .found(let seal) = sealer.seal(.plain, for: mailbox).seal else { return 0 }
            return seal.generation
        }
        #expect(generations == [42, 43, 44])
    }

    @Test("other secrets open for their own purpose only, and through a rotation")
    func secrets() throws {
        let text = ring.seal(SecretBytes(copying: [1, 2, 3]), for: "chain")
        #expect(ring.open(text, for: "chain")?.withUnsafeBytes { Array($0) } == [1, 2, 3])
        #expect(ring.open(text, for: "another") == nil)
        #expect(ring.open(text + "A", for: "chain") == nil)
        #expect(ring.isSealedByActiveKey(text))
        ring.activate(try SealKey.random())
        #expect(!ring.isSealedByActiveKey(text))
        #expect(ring.open(text, for: "chain") != nil)
        ring.drop([key.id])
        #expect(ring.open(text, for: "chain") == nil)
    }
}
