import Testing
import VoicemailModel

@testable import AuditChain

extension AuditKey {
    /// The bytes 0 to 31.
    static var known: AuditKey {
        get throws { try #require(AuditKey(SecretBytes(copying: 0..<32))) }
    }
}

@Suite(.timeLimit(.minutes(1)))
struct AuditChainTests {
    private let first = AuditRow(
        id: 1, time: UnixTime(milliseconds: 1_795_443_420_250), kind: "verify", outcome: "denied", reason: "wrong_pin",
        mailbox: "1001@acme", source: "+4930123456", client: "frontend", connection: 7, request: 3,
        detail: "attempts_left=4")
    private let second = AuditRow(
        id: 2, time: UnixTime(milliseconds: 1_795_443_421_000), kind: "unlock", outcome: "done", mailbox: "1001@acme",
        client: "admin", connection: 8)

    /// Made with Python's hashlib.blake2b from what the comment of `AuditEncoding` says.
    @Test("rows and marks hash to what another implementation makes of them")
    func golden() throws {
        let bytes = AuditEncoding(first, behind: []).bytes
        let digits = Array("0123456789abcdef")
        let text = String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
        let expected =
            "010000000000000001000001a208c46c5a000000067665726966790000000664656e696564010000000977726f"
            + "6e675f70696e0100000009313030314061636d65010000000b2b34393330313233343536010000000866726f6e"
            + "74656e640100000000000000070100000000000000030000000000000001010000000f617474656d7074735f6c"
            + "6566743d34"
        #expect(text == expected)
        let chain = try AuditChain(key: .known)
        let one = chain.hash(of: first, after: .zero)
        let two = chain.hash(of: second, after: one)
        #expect(one.description == "70a860de4bc4d269c0fa6d38b97cf76276676470c083c2b2596b831cc6084431")
        #expect(two.description == "3914cae4424303f009e29ef0ba0a00a79701f0e342244ffd0219481ff32001df")
        let mark = AuditMark(row: 2, hash: two)
        #expect(
            chain.code(of: mark, as: .head).description
                == "f9c82a6f9d39c5a5746009fafa86c615e8d87f855b654ea05b670f85195afed4")
        #expect(
            chain.code(of: mark, as: .anchor).description
                == "fc9208537574b845ac2b685a05599783778000e4a5ae6792c256ce82629be4e4")
    }

    @Test("an unknown mailbox has a name that another implementation makes too, and its shadow another one")
    func alias() throws {
        let chain = try AuditChain(key: .known)
        let mailbox = try #require(MailboxID("1001@acme"))
        #expect(chain.alias(of: mailbox) == "unknown:d2aff70ad52b16b4")
        #expect(chain.alias(of: mailbox.shadow) == "unknown:2729612aba1fdd28")
        #expect(chain.alias(of: try #require(MailboxID("935147"))) == "unknown:a1321332304f3bc3")
        #expect(try AuditChain(key: #require(AuditKey.make())).alias(of: mailbox) != chain.alias(of: mailbox))
        // No request can name it.
        #expect(MailboxID(chain.alias(of: mailbox)) == nil)
    }

    @Test(
        "whatever changes in a row changes its hash; an empty text is not a missing one, and no text runs into the next"
    )
    func everyColumnCounts() throws {
        let changes: [(inout AuditRow) -> Void] = [
            { $0.id = 2 }, { $0.time.milliseconds += 1 }, { $0.kind = "change" }, { $0.outcome = "granted" },
            { $0.reason = nil }, { $0.mailbox = "1001" }, { $0.source = nil }, { $0.client = "admin" },
            { $0.connection = nil }, { $0.request = 4 }, { $0.repeats = 2 }, { $0.detail = nil }, { $0.detail = "" },
            { ($0.kind, $0.outcome) = ("verif", "ydenied") }, { ($0.mailbox, $0.source) = ($0.source, $0.mailbox) },
            { ($0.connection, $0.request) = (3, 7) },
        ]
        let chain = try AuditChain(key: .known)
        var hashes: Set = [chain.hash(of: first, after: .zero)]
        for change in changes {
            var row = first
            change(&row)
            hashes.insert(chain.hash(of: row, after: .zero))
        }
        hashes.insert(chain.hash(of: first, after: chain.broken(after: .zero)))
        hashes.insert(AuditChain(key: try #require(AuditKey.make())).hash(of: first, after: .zero))
        #expect(hashes.count == changes.count + 3)
    }

    @Test("a key has 32 bytes")
    func keyLength() {
        for count in [0, 1, 31, 33] {
            #expect(AuditKey(SecretBytes(copying: [UInt8](repeating: 1, count: count))) == nil)
        }
    }
}
