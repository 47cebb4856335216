import LineClient
import PINHashing
import Testing
import VoicemailModel
import VoicemailTestKit

/// PINs from other systems, which have two to four digits, or letters.
@Suite("PINs that came as hashes", .timeLimit(.minutes(5)))
struct ForeignPINTests {
    @Test(
        "one of any length lets its owner in, who must choose another; a wrong one is counted",
        arguments: ["1234", "7", "12345", "12345678901", "123456", "passphrase", String(repeating: "9", count: 64)])
    func anyLength(pin: String) throws {
        let server = try ServerProcess()
        let hash = try Self.hash(of: pin)
        let (admin, client) = (try server.connectAsAdmin(), try server.connect())
        #expect(try admin.say("ADD 1001 pin_hash=\(hash)") == "+ADDED mailbox=1001")
        #expect(try client.say("VERIFY 1001 \(pin)0").contains("attempts_left=4"))
        for _ in 1...2 {
            #expect(
                try client.say("VERIFY 1001 \(pin)")
                    == "+GRANTED mailbox=1001 pin=verified language=en-US must_change=true prompt=must-change-pin")
        }
        #expect(
            try client.say("CHANGE 1001 \(pin) 1234").hasPrefix("-POLICY rule=length"), "new ones follow the policy")
        #expect(try client.say("CHANGE 1001 \(pin) 729405") == "+CHANGED mailbox=1001")
        #expect(try client.say("VERIFY 1001 729405") == "+GRANTED mailbox=1001 pin=verified language=en-US")
        #expect(try client.say("VERIFY 1001 \(pin)").hasPrefix("+DENIED"))
    }

    @Test("one that could be chosen here lets its owner in as any other does")
    func suitable() throws {
        let server = try ServerProcess()
        _ = try server.connectAsAdmin().say("ADD 1001 pin_hash=\(Self.hash(of: "846273"))")
        #expect(try server.connect().say("VERIFY 1001 846273") == "+GRANTED mailbox=1001 pin=verified language=en-US")
    }

    @Test("what is longer than 64 bytes, or empty, is a wrong PIN like any other")
    func tooLong() throws {
        let server = try ServerProcess()
        let pin = String(repeating: "9", count: 65)
        _ = try server.connectAsAdmin().say("ADD 1001 pin_hash=\(Self.hash(of: pin))")
        let client = try server.connect()
        #expect(try client.say("VERIFY 1001 \(pin)").contains("attempts_left=4"))
        #expect(try client.say("VERIFY 1001 \"\"").contains("attempts_left=3"))
    }

    private static func hash(of pin: String) throws -> String {
        try ClientSecret.hash(
            SecretBytes(copying: pin.utf8), Argon2Parameters(memory: 64 << 10, operations: 1))
    }
}
