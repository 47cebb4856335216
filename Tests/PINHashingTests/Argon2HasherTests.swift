import CSodium
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import PINHashing

/// Each with memory that is kept, and with memory that libsodium maps: the results must be the same.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct Argon2HasherTests {
    static let memories = [HashingStatus.Memory.kept, .mapped]

    private func hasher(
        _ hashMemory: HashingStatus.Memory, memory: Int = 256 << 10, operations: Int = 1
    ) throws -> Argon2Hasher {
        try Argon2Hasher(Argon2Parameters(memory: memory, operations: operations), hashMemory: hashMemory)
    }

    @Test("a right PIN fits what another implementation made", arguments: memories, Vectors.ofPIN)
    func matches(hashMemory: HashingStatus.Memory, text: String) throws {
        defer { KeptMemory.release() }
        let hasher = try hasher(hashMemory)
        let result = hasher.perform(
            .verify(candidate: Vectors.pin(Vectors.pin)?.secret, encodedHash: text, replacement: nil))
        guard case .matched = result else {
            Issue.record("\(result)")
            return
        }
    }

    @Test("a wrong PIN does not", arguments: memories, Vectors.ofPIN)
    func mismatches(hashMemory: HashingStatus.Memory, text: String) throws {
        defer { KeptMemory.release() }
        let hasher = try hasher(hashMemory)
        let work = HashingWork.verify(candidate: Vectors.pin("402718")?.secret, encodedHash: text, replacement: nil)
        #expect(hasher.perform(work) == .mismatched)
    }

    @Test("a malformed string fits nothing", arguments: memories, Vectors.malformed)
    func malformed(hashMemory: HashingStatus.Memory, text: String) throws {
        defer { KeptMemory.release() }
        let work = HashingWork.verify(candidate: Vectors.pin(Vectors.pin)?.secret, encodedHash: text, replacement: nil)
        #expect(try hasher(hashMemory).perform(work) == .mismatched)
    }

    @Test(
        "a string that costs too much is not run, though the PIN is right", arguments: memories,
        [Vectors.tooCostly[2], Vectors.asking("m=1048577,t=1,p=1"), Vectors.asking("m=1048576,t=11,p=1")])
    func tooCostly(hashMemory: HashingStatus.Memory, text: String) throws {
        defer { KeptMemory.release() }
        let hasher = try hasher(hashMemory)
        let work = HashingWork.verify(candidate: Vectors.pin(Vectors.pin)?.secret, encodedHash: text, replacement: nil)
        #expect(hasher.perform(work) == .mismatched)
        // What ran instead was the dummy, in the memory that it needs.
        if hashMemory == .kept { #expect(KeptMemory.size == 256 << 10) }
    }

    @Test(
        "a string of before hash.memory and hash.operations were lowered fits its PIN, and is made cheaper",
        arguments: memories, Vectors.tooCostly.prefix(2) + [Vectors.vaultwarden])
    func lowered(hashMemory: HashingStatus.Memory, text: String) throws {
        defer { KeptMemory.release() }
        let hasher = try hasher(hashMemory)
        let work = HashingWork.verify(candidate: Vectors.pin(Vectors.pin)?.secret, encodedHash: text, replacement: nil)
        guard case .matched(let newHash?) = hasher.perform(work) else {
            Issue.record("it did not fit, or stayed as it was")
            return
        }
        #expect(newHash.contains("$m=256,t=1,p=1$"))
    }

    @Test("nothing to compare with never fits, and runs a hash all the same", arguments: memories)
    func nothing(hashMemory: HashingStatus.Memory) throws {
        defer { KeptMemory.release() }
        let hasher = try hasher(hashMemory)
        let pin = Vectors.pin(Vectors.pin)
        KeptMemory.release()
        for (candidate, text) in [(nil, nil), (pin, nil), (nil, Vectors.onePass)] {
            let work = HashingWork.verify(candidate: candidate?.secret, encodedHash: text, replacement: pin)
            #expect(hasher.perform(work) == .mismatched)
            if hashMemory == .kept { #expect(KeptMemory.size == 256 << 10) }
            KeptMemory.release()
        }
    }

    @Test(
        "without a hash to compare with, one runs of the cost that is asked for, in memory and passes",
        arguments: memories, [Vectors.large, Vectors.twoPasses, Vectors.fourLanes, Vectors.argon2i])
    func decoys(hashMemory: HashingStatus.Memory, text: String) throws {
        defer { KeptMemory.release() }
        let hasher = try hasher(hashMemory)
        KeptMemory.release()
        let own = try Argon2String(text)
        for encodedHash in [nil, "no hash"] {
            let work = HashingWork.verify(
                candidate: Vectors.pin(Vectors.pin)?.secret, encodedHash: encodedHash,
                decoyCost: HashCost(encodedHash: text), replacement: nil)
            #expect(hasher.perform(work) == .mismatched)
            if hashMemory == .kept { #expect(KeptMemory.size >= own.memory && KeptMemory.size < own.memory + 4096) }
            KeptMemory.release()
        }
    }

    @Test("a cost beyond what any string may have is not run", arguments: ["m=1048577,t=1,p=1", "m=7,t=1,p=1"])
    func impossibleDecoys(costs: String) throws {
        defer { KeptMemory.release() }
        let hasher = try hasher(.kept)
        let cost = HashCost(encodedHash: Vectors.asking(costs))
        #expect(
            hasher.perform(.verify(candidate: nil, encodedHash: nil, decoyCost: cost, replacement: nil)) == .mismatched)
        #expect(KeptMemory.size == 256 << 10)
    }

    @Test("what is compared may have any length and any bytes", arguments: ["1234", "12345678901", "pass phrase", "é"])
    func anyLength(text: String) throws {
        defer { KeptMemory.release() }
        let hasher = try hasher(.kept)
        let secret = SecretBytes(copying: text.utf8)
        let hash = try #require(hasher.hash(secret))
        #expect(
            hasher.perform(.verify(candidate: secret, encodedHash: hash, replacement: nil)) == .matched(newHash: nil))
        let other = SecretBytes(copying: (text + "0").utf8)
        #expect(hasher.perform(.verify(candidate: other, encodedHash: hash, replacement: nil)) == .mismatched)
    }

    @Test("what cannot be a PIN costs what a wrong PIN costs on the same mailbox")
    func sameCostAsWrong() throws {
        defer { KeptMemory.release() }
        let hasher = try hasher(.kept)
        #expect(hasher.perform(.verify(candidate: nil, encodedHash: Vectors.large, replacement: nil)) == .mismatched)
        #expect(KeptMemory.size == 8 << 20)
    }

    @Test("a new hash is libsodium's string with today's parameters, another one each time", arguments: memories)
    func hashes(hashMemory: HashingStatus.Memory) throws {
        defer { KeptMemory.release() }
        let hasher = try hasher(hashMemory, operations: 2)
        let pin = try #require(Vectors.pin(Vectors.pin))
        guard case .hashed(let text) = hasher.perform(.hash(pin)), case .hashed(let other) = hasher.perform(.hash(pin))
        else {
            Issue.record("no hash")
            return
        }
        #expect(text != other)
        #expect(text.hasPrefix("$argon2id$v=19$m=256,t=2,p=1$"))
        #expect(crypto_pwhash_str_verify(text, Vectors.pin, UInt64(Vectors.pin.utf8.count)) == 0)
        #expect(!hasher.isOutdated(try Argon2String(text)))
        #expect(
            hasher.perform(.verify(candidate: pin.secret, encodedHash: text, replacement: nil))
                == .matched(newHash: nil))
    }

    @Test(
        "a right PIN under outdated parameters gets a new hash, a wrong one does not",
        arguments: [Vectors.twoPasses, Vectors.fourLanes, Vectors.argon2i, Vectors.large, Vectors.least])
    func rehashes(text: String) throws {
        defer { KeptMemory.release() }
        let hasher = try hasher(.kept)
        let pin = try #require(Vectors.pin(Vectors.pin))
        let result = hasher.perform(.verify(candidate: pin.secret, encodedHash: text, replacement: nil))
        guard case .matched(let newHash?) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(newHash.hasPrefix("$argon2id$v=19$m=256,t=1,p=1$"))
        #expect(
            hasher.perform(.verify(candidate: pin.secret, encodedHash: newHash, replacement: nil))
                == .matched(newHash: nil))
    }

    @Test("argon2i and several lanes are outdated also with today's memory and passes")
    func outdatedKinds() throws {
        defer { KeptMemory.release() }
        let hasher = try hasher(.kept, operations: 3)
        #expect(hasher.isOutdated(try Argon2String(Vectors.argon2i)))
        let lanes = try self.hasher(.kept, memory: 1031 << 10, operations: 2)
        #expect(lanes.isOutdated(try Argon2String(Vectors.fourLanes)))
    }

    @Test("after a right PIN the replacement is hashed, after a wrong one nothing is", arguments: memories)
    func replaces(hashMemory: HashingStatus.Memory) throws {
        defer { KeptMemory.release() }
        let hasher = try hasher(hashMemory)
        let (old, new) = (Vectors.pin(Vectors.pin), Vectors.pin("815903"))
        let result = hasher.perform(.verify(candidate: old?.secret, encodedHash: Vectors.onePass, replacement: new))
        guard case .matched(let newHash?) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(
            hasher.perform(.verify(candidate: new?.secret, encodedHash: newHash, replacement: nil))
                == .matched(newHash: nil))
        #expect(hasher.perform(.verify(candidate: old?.secret, encodedHash: newHash, replacement: nil)) == .mismatched)
        #expect(
            hasher.perform(.verify(candidate: new?.secret, encodedHash: Vectors.onePass, replacement: old))
                == .mismatched)
    }

    @Test(
        "libsodium's mapping is answered from kept memory in this program",
        .disabled(if: Sanitizer.isWatching, "a sanitizer answers it"))
    func isKept() throws {
        defer { KeptMemory.release() }
        #expect(try Argon2Hasher(Argon2Parameters(memory: 8 << 20, operations: 1)).hashMemory == .kept)
    }
}
