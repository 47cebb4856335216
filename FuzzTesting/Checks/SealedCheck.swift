import Sealing
import Synchronization
import VoicemailModel

extension FuzzCheck {
    /// A stored hash under a known key; the first byte says what else is altered. It opens when it is the one text that the key
    /// has sealed and nothing is altered, and then to the hash that was sealed. Anything else fails closed, and is reported.
    public static let sealed = FuzzCheck(name: "sealed") { input, _ in
        guard let first = input.first else { return nil }
        guard let ring = SealedSample.key.flatMap({ Keyring([$0]) }) else { return "there is no key" }
        let text = String(decoding: input.dropFirst(), as: UTF8.self)
        let trial = SealedTrial(ring: ring, text: text, alteration: Alteration(rawValue: first))
        return trial.problemOfHash ?? trial.problemOfEarlierHash
    }
}

/// What is not as it was when the hash was sealed.
private struct Alteration: OptionSet {
    static let mailbox = Alteration(rawValue: 1)
    static let generation = Alteration(rawValue: 2)
    static let code = Alteration(rawValue: 4)
    static let key = Alteration(rawValue: 8)
    /// The record of the seal is gone.
    static let seal = Alteration(rawValue: 16)
    /// The database had hashes before it had a key, so that plain ones are taken.
    static let isAdopting = Alteration(rawValue: 32)

    let rawValue: UInt8
}

/// One text in place of a stored hash.
private struct SealedTrial {
    private let text: String
    private let alteration: Alteration
    private let reports = Reports()
    private let sealer: HashSealer
    private let mailbox: MailboxID?
    private let isPlain: Bool

    init(ring: Keyring, text: String, alteration: Alteration) {
        (self.text, self.alteration) = (text, alteration)
        let phase: SealState.Phase = alteration.contains(.isAdopting) ? .adopting : .sealed
        sealer = HashSealer(ring: ring, state: SealState(phase: phase)) { [reports] _, _ in reports.add() }
        mailbox = MailboxID(alteration.contains(.mailbox) ? "1002@acme" : "1001@acme")
        isPlain = !text.hasPrefix("$vmgate-seal$")
    }

    var problemOfHash: String? {
        guard let mailbox, let seal else { return "the sample is broken" }
        let record = PINRecord(encodedHash: text, seal: seal, mustChange: false)
        let opened = sealer.hash(of: record, in: mailbox).open()?.text
        guard opened == expected else { return "it opens to \(opened ?? "nothing"), not \(expected ?? "nothing")" }
        guard reports.count == (opened == nil ? 1 : 0) else { return "there are \(reports.count) reports" }

        _ = sealer.needsResealing(record)
        let resealed = sealer.reseal(record, for: mailbox)
        guard (resealed == nil) == (expected == nil) else { return "it opens and is not sealed anew, or the reverse" }
        guard let resealed, let expected, SealedSample.lengths.contains(expected.utf8.count) else { return nil }
        let again = sealer.hash(of: resealed, in: mailbox).open()?.text
        return again == expected ? nil : "sealed anew it opens to \(again ?? "nothing")"
    }

    var problemOfEarlierHash: String? {
        guard let mailbox else { return "the sample is broken" }
        let opened = sealer.earlierHash(text, in: mailbox).open()?.text
        let isSample = text.isSame(as: SealedSample.earlier) && !alteration.contains(.mailbox)
        let expected: String? = isPlain ? text : isSample ? SealedSample.hash : nil
        guard opened == expected else { return "as an earlier hash it opens to \(opened ?? "nothing")" }
        return nil
    }

    private var expected: String? {
        if alteration.contains(.seal) { return isPlain && alteration.contains(.isAdopting) ? text : nil }
        let isSample = text.isSame(as: SealedSample.current)
        return isSample && alteration.isDisjoint(with: [.mailbox, .generation, .code, .key]) ? SealedSample.hash : nil
    }

    private var seal: StoredSeal? {
        if alteration.contains(.seal) { return .missing }
        var code = SealedSample.code
        if alteration.contains(.code) { code[0] ^= 1 }
        return SealCode(bytes: code).map { code in
            .found(
                HashSeal(
                    key: alteration.contains(.key) ? "a6515079" : "a6515078",
                    generation: alteration.contains(.generation) ? 6 : 7, code: code))
        }
    }
}

/// A hash and what libsodium, called by another program, has sealed it to for the mailbox 1001@acme.
private enum SealedSample {
    /// Bytes 0 to 31.
    static let key = try? SealKey(secret: LockedBytes(count: 32) { for index in 0..<32 { $0[index] = UInt8(index) } })
    static let hash =
        "$argon2id$v=19$m=65536,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
    /// As the hash in force, of generation 7.
    static let current =
        "$vmgate-seal$1$a6515078$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGf52t195LZIp3Z30HOvuKyBPrNWcy8BFD1OI9p9vHzNrl3YCN8ID"
        + "trMgMQKJtLPr/6mMz+xdQz+Aw/QTWP6jI6wv1fkURZvtHRt/S7Zkm/5+fxciYyuaYilTo5kmA23KrpaOL6mcLhCaY+IdkYKbwOA"
    /// As the hash of an earlier PIN.
    static let earlier =
        "$vmgate-seal$1$a6515078$GBkaGxwdHh8gISIjJCUmJygpKissLS4vFBg3xLwYQffuWHMBjzq4RqKjR1Hs72iFy5cW2ojI3XJHi4uzohr+"
        + "tEuu9vIsCj9ZUZTthVKdD7L9KVaITdfa9WonJ1MklJvJDIp1T3fxkN3pDXMIiit/Evclzr/RE1TJwGWrmxnmLc43a3HfwcTgKT0"
    static let code: [UInt8] = [
        0xd4, 0x4e, 0x2c, 0x86, 0xc6, 0x9b, 0x21, 0xbd, 0xb4, 0xe8, 0x2d, 0x0e, 0x96, 0xdd, 0x8a, 0x96,
    ]
    /// What is sealed is no longer than an Argon2 string, and is something.
    static let lengths = 1...127
}

private final class Reports: Sendable {
    private let all = Mutex(0)

    var count: Int { all.withLock { $0 } }

    func add() {
        all.withLock { $0 += 1 }
    }
}

extension String {
    /// To the byte; `==` takes texts for equal that Unicode does.
    fileprivate func isSame(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

extension SecretBytes {
    fileprivate var text: String { withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }
}
