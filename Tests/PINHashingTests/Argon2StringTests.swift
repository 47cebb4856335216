import CSodium
import Testing
import VoicemailModel

@testable import PINHashing

@Suite(.timeLimit(.minutes(5)))
struct Argon2StringTests {
    @Test("every part of a string is read")
    func parts() throws {
        let string = try Argon2String(Vectors.fourLanes)
        #expect(string.variant == .argon2id)
        #expect(string.memory == 1031 * 1024)
        #expect(string.operations == 2)
        #expect(string.lanes == 4)
        #expect(string.salt.withUnsafeBytes { Array($0) } == Array("0123456789abcdef".utf8))
        #expect(string.hash.count == 32)
        #expect(try Argon2String(Vectors.argon2i).variant == .argon2i)
    }

    @Test("what the reference implementation makes is read", arguments: Vectors.ofPIN)
    func reads(text: String) throws {
        #expect(try Argon2String(text).text == text)
    }

    @Test("what is not well-formed is refused", arguments: Vectors.malformed)
    func refuses(text: String) {
        #expect(throws: Argon2String.Objection.self) { try Argon2String(text) }
    }

    @Test("whatever is read, libsodium reads too", arguments: Vectors.ofPIN + Vectors.malformed + Vectors.tooCostly)
    func agreesWithLibsodium(text: String) {
        // It verifies longer strings than it makes, and compares the costs of none of them.
        guard let string = try? Argon2String(text), text.utf8.count < Int(crypto_pwhash_STRBYTES) else { return }
        // 0 and 1 say whether the costs are these; -1 says that it cannot be read.
        #expect(crypto_pwhash_str_needs_rehash(text, UInt64(string.operations), max(8192, string.memory)) == 0)
    }

    @Test(
        "what a string costs less than another is put into a third",
        arguments: [
            (Vectors.least, Vectors.large, "m=8184,t=1,p=1"), (Vectors.onePass, Vectors.large, "m=7936,t=1,p=1"),
            (Vectors.twoPasses, Vectors.large, "m=7680,t=1,p=1"), (Vectors.onePass, Vectors.twoPasses, "m=128,t=2,p=1"),
            (Vectors.large, Vectors.large, nil), (Vectors.twoPasses, Vectors.onePass, nil),
        ])
    func rest(text: String, dearer: String, costs: String?) throws {
        let rest = try Argon2String(text).rest(to: Argon2String(dearer))
        #expect(rest?.text.split(separator: "$")[2] == costs.map { $0[...] })
        #expect(rest?.variant == costs.map { _ in .argon2id })
    }

    @Test("the cost of a stored string is bounded", arguments: Vectors.tooCostly)
    func capsCost(text: String) throws {
        let small = Argon2Caps(try Argon2Parameters(memory: 1 << 20, operations: 1))
        _ = try Argon2String(text)
        #expect(throws: Argon2String.Objection.self) { try small.read(text) }
    }

    @Test("what well-known programs make by default is taken with the default settings", arguments: Vectors.ofOthers)
    func takesOthers(text: String) throws {
        let caps = Argon2Caps(.interactive)
        #expect(try caps.read(text).text == text)
    }

    @Test(
        "what costs too much is told the limits, whichever it breaks",
        arguments: [
            ("m=131073,t=1,p=1", Argon2String.Objection.costlyMemory), ("m=256,t=11,p=1", .costlyOperations),
            ("m=131072,t=6,p=1", .costlyWork), ("m=256,t=1,p=17", .costlyLanes),
        ])
    func saysLimits(costs: String, objection: Argon2String.Objection) {
        let caps = Argon2Caps(.interactive)
        #expect(throws: objection) { try caps.read(Vectors.asking(costs)) }
        #expect(
            objection.sentence(caps).hasSuffix(
                "; it takes m up to 131072 (KiB), t up to 10, m times t up to 655360, and p up to 16"))
    }

    @Test("what is at a limit is taken", arguments: ["m=131072,t=5,p=16", "m=65536,t=10,p=1", "m=131072,t=1,p=1"])
    func takesLimits(costs: String) throws {
        #expect(try Argon2Caps(.interactive).read(Vectors.asking(costs)).operations >= 1)
    }

    @Test("a string may have 255 characters, and no more")
    func limitsLength() throws {
        // A salt of 64 bytes has 86 characters, and so has a hash.
        let longest = "$argon2id$v=19$m=65536,t=2,p=1$" + String(repeating: "A", count: 128) + "$"
        let fitting = longest + String(repeating: "A", count: 255 - longest.utf8.count)
        #expect(try Argon2String(fitting).text == fitting)
        #expect(throws: Argon2String.Objection.length) { try Argon2String(fitting + "A") }
    }

    @Test("a server always takes strings of its own cost, and libsodium's interactive ones")
    func capsFollowParameters() throws {
        let large = Argon2Caps(try Argon2Parameters(memory: 131_073 * 1024, operations: 11))
        #expect(throws: Never.self) { try large.read(Vectors.tooCostly[0]) }
        #expect(throws: Never.self) { try large.read(Vectors.tooCostly[1]) }
        let small = Argon2Caps(try Argon2Parameters(memory: 8192, operations: 1))
        #expect(throws: Never.self) { try small.read(Vectors.sixtyFourMebibytes) }
    }
}

@Suite(.timeLimit(.minutes(5)))
struct Argon2ParametersTests {
    @Test("sensible parameters are taken", arguments: [(8192, 1), (64 << 20, 2), (19 << 20, 2), (4 << 30, 1000)])
    func accepts(memory: Int, operations: Int) throws {
        let parameters = try Argon2Parameters(memory: memory, operations: operations)
        #expect(parameters.memory == memory && parameters.operations == operations)
    }

    @Test(
        "others are refused with a sentence that names the setting and the value",
        arguments: [
            (8191, 1), (0, 1), (-1024, 1), (8193, 1), ((4 << 30) + 1024, 1), (8192, 0), (8192, -1), (8192, 1001),
        ])
    func refuses(memory: Int, operations: Int) {
        let error = #expect(throws: HashingError.self) { try Argon2Parameters(memory: memory, operations: operations) }
        #expect(
            error?.description.hasSuffix("\(memory)") == true || error?.description.hasSuffix("\(operations)") == true)
    }

    @Test("the default is libsodium's for interactive use")
    func interactive() {
        #expect(Argon2Parameters.interactive.memory == Int(crypto_pwhash_MEMLIMIT_INTERACTIVE))
        #expect(Argon2Parameters.interactive.operations == Int(crypto_pwhash_OPSLIMIT_INTERACTIVE))
    }
}
