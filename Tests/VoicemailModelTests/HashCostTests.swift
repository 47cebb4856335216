import Testing
import VoicemailModel

@Suite(.timeLimit(.minutes(1)))
struct HashCostTests {
    @Test(
        "a cost is what is before the salt",
        arguments: [
            ("$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$aGFzaA", "$argon2id$v=19$m=65536,t=2,p=1"),
            ("$argon2i$v=19$m=8,t=3,p=16$c2FsdA$aGFzaA", "$argon2i$v=19$m=8,t=3,p=16"),
            ("$argon2id$v=19$m=65536,t=2,p=1", "$argon2id$v=19$m=65536,t=2,p=1"),
        ])
    func text(encodedHash: String, text: String) {
        #expect(HashCost(encodedHash: encodedHash)?.text == text)
    }

    @Test(
        "what does not begin as an Argon2 hash has none",
        arguments: [
            "", "$", "$$$$", "argon2id$v=19$m=8,t=1,p=1$a$b", "$2b$12$abcdefghijkl", "$vmgate-seal$1$key$c2VhbA",
            "$argon2id$v=19$t=1,p=1$a$b", "$argon2id$v=19$m=8,p=1$a$b", "$argon2id$v=19$m=-8,t=1,p=1$a$b",
            "$argon2id$v=19$m=4294967296,t=1,p=1$a$b", "$argon2id$v=19",
        ])
    func none(text: String) {
        #expect(HashCost(encodedHash: text) == nil)
    }

    @Test("costs are ordered by memory times passes, and never equal when they differ")
    func order() throws {
        let texts = [
            "m=8,t=1,p=1", "m=19456,t=2,p=1", "m=38912,t=1,p=1", "m=65536,t=2,p=1", "m=4294967295,t=4294967295,p=1",
        ]
        let costs = try texts.map { try #require(HashCost(encodedHash: "$argon2id$v=19$\($0)")) }
        #expect(costs.shuffled().sorted() == costs)
    }
}

@Suite(.timeLimit(.minutes(1)))
struct KeyedHashTests {
    private func bytes(_ text: String) -> SecretBytes { SecretBytes(copying: text.utf8) }

    private func hexadecimal(_ secret: SecretBytes) -> String {
        secret.withUnsafeBytes { $0.map { String(256 + Int($0), radix: 16).dropFirst() }.joined() }
    }

    @Test("a digest is BLAKE2b of the parts, each behind its length in eight bytes (Python's hashlib agrees)")
    func digest() throws {
        // hashlib.blake2b(struct.pack('<Q', 4) + b'1001' + struct.pack('<Q', 0), key=bytes(range(32)), digest_size=32)
        let hash = try #require(KeyedHash(key: SecretBytes(copying: Array(0..<32))))
        #expect(
            hexadecimal(hash.digest(of: [bytes("1001"), bytes("")]))
                == "24b5e40bc3c05f62477450b6ffd4b22b14bdabad2e6f9b96deb8fa984657b6f2")
    }

    @Test("other parts, another order or another key make another digest")
    func differs() throws {
        let hash = try #require(KeyedHash(key: SecretBytes(copying: Array(0..<32))))
        let other = try #require(KeyedHash.random())
        let digests = [
            hash.digest(of: [bytes("ab"), bytes("c")]), hash.digest(of: [bytes("a"), bytes("bc")]),
            hash.digest(of: [bytes("c"), bytes("ab")]), hash.digest(of: [bytes("abc")]), hash.digest(of: []),
            other.digest(of: [bytes("ab"), bytes("c")]),
        ]
        #expect(Set(digests.map(hexadecimal)).count == digests.count)
        #expect(digests[0].isEqual(to: hash.digest(of: [bytes("ab"), bytes("c")])))
        #expect(!digests[0].isEqual(to: digests[1]))
    }

    @Test("a key has 16 to 64 bytes", arguments: [(0, false), (15, false), (16, true), (64, true), (65, false)])
    func keys(count: Int, isTaken: Bool) {
        #expect((KeyedHash(key: SecretBytes(copying: Array(repeating: 7, count: count))) != nil) == isTaken)
    }

    @Test(
        "secrets are equal when their bytes are",
        arguments: [("", "", true), ("1", "1", true), ("1", "", false), ("12", "21", false)])
    func equality(first: String, second: String, isEqual: Bool) {
        #expect(bytes(first).isEqual(to: bytes(second)) == isEqual)
    }
}
