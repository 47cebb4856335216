import CHashMemory
import CSodium
import VoicemailModel

/// Hashes and verifies PINs on the calling thread, with libsodium's `crypto_pwhash`.
struct Argon2Hasher: Sendable {
    /// Whether a PIN fits a string.
    enum Fit: Equatable {
        case matched, mismatched, outOfMemory
    }

    let parameters: Argon2Parameters
    /// Of strings made elsewhere.
    let caps: Argon2Caps
    private let storedCaps: Argon2Caps
    let hashMemory: HashingStatus.Memory
    /// A real hash of a secret that nobody knows, run wherever there is nothing to compare with.
    let dummy: Argon2String
    /// Runs in a candidate's place where there is none. No PIN looks like it.
    private let dummySecret: SecretBytes

    /// - Parameter hashMemory: nil finds out which it is.
    init(_ parameters: Argon2Parameters, hashMemory: HashingStatus.Memory? = nil) throws(HashingError) {
        guard sodium_init() >= 0 else { throw HashingError("libsodium could not be started") }
        self.parameters = parameters
        caps = Argon2Caps(parameters)
        storedCaps = Argon2Caps(ofStoredBy: parameters)
        dummySecret = Self.randomSecret()

        let (text, outcome) = Self.hash(Self.randomSecret(), parameters, keepsMemory: hashMemory != .mapped)
        guard let text, let dummy = try? Argon2String(text) else {
            throw HashingError(
                "\(parameters.memory / 1024) KiB of hash memory are not available; free memory or lower hash.memory")
        }
        self.dummy = dummy
        self.hashMemory = hashMemory ?? (outcome == HASH_MEMORY_SERVED ? .kept : .mapped)
    }

    func perform(_ work: HashingWork) -> HashingResult {
        switch work {
        case .hash(let pin):
            hash(pin).map { .hashed($0) } ?? .outOfMemory
        case .verify(let candidate, let encodedHash, let decoyCost, let replacement):
            verify(candidate, encodedHash, decoyCost, replacement)
        case .authenticate(let candidate, let encodedHash, let costliestHash):
            authenticate(candidate, encodedHash, costliestHash)
        }
    }

    private func authenticate(_ candidate: SecretBytes, _ encodedHash: String?, _ costliestHash: String?)
        -> HashingResult
    {
        let costliest = costliestHash.flatMap { try? caps.read($0) } ?? dummy
        let stored = encodedHash.flatMap { try? caps.read($0) }
        switch fit(of: candidate, to: stored ?? costliest) {
        case .outOfMemory: return .outOfMemory
        case .matched where stored != nil: return .matched(newHash: nil)
        case .matched, .mismatched:
            if let rest = stored?.rest(to: costliest) { _ = fit(of: dummySecret, to: rest) }
            return .mismatched
        }
    }

    private func verify(
        _ candidate: SecretBytes?, _ encodedHash: (any EncodedHash)?, _ decoyCost: HashCost?, _ replacement: PIN?
    ) -> HashingResult {
        // A string that cannot be read, or that costs too much, is treated as none, and nobody gets in.
        let stored = encodedHash?.open().flatMap { try? storedCaps.read($0) }
        guard let candidate, let stored else {
            let fit = fit(of: candidate ?? dummySecret, to: stored ?? decoy(of: decoyCost))
            return fit == .outOfMemory ? .outOfMemory : .mismatched
        }
        switch fit(of: candidate, to: stored) {
        case .mismatched: return .mismatched
        case .outOfMemory: return .outOfMemory
        case .matched: break
        }
        if let replacement {
            return hash(replacement).map { .matched(newHash: $0) } ?? .outOfMemory
        }
        // A login does not fail for want of a better hash.
        return .matched(newHash: isOutdated(stored) ? hash(candidate) : nil)
    }

    /// A hash that nothing fits and that costs what a mailbox's own would: what that is must not show whether there is one.
    private func decoy(of cost: HashCost?) -> Argon2String {
        cost.flatMap { try? storedCaps.read("\($0.text)$\(dummy.saltAndHash)") } ?? dummy
    }

    func hash(_ pin: PIN) -> String? {
        hash(pin.secret)
    }

    func hash(_ secret: SecretBytes) -> String? {
        Self.hash(secret, parameters, keepsMemory: hashMemory == .kept).text
    }

    /// Whether `string` was made with other parameters than today's. libsodium compares memory and passes of strings of one
    /// variant; that another variant, or more lanes, are not what this server makes is for us to say.
    func isOutdated(_ string: Argon2String) -> Bool {
        string.variant != .argon2id || string.lanes != 1
            || string.withCharacters {
                crypto_pwhash_str_needs_rehash($0, UInt64(parameters.operations), parameters.memory)
            } != 0
    }

    // MARK: One run of Argon2

    /// nil text: the memory was not available.
    private static func hash(
        _ secret: SecretBytes, _ parameters: Argon2Parameters, keepsMemory: Bool
    ) -> (text: String?, outcome: hash_memory_outcome) {
        guard !keepsMemory || hash_memory_lend(parameters.memory) else { return (nil, HASH_MEMORY_NOT_ASKED) }
        var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let status = secret.withUnsafeCharacters { characters, count in
            crypto_pwhash_str(&text, characters, count, UInt64(parameters.operations), parameters.memory)
        }
        let outcome = keepsMemory ? hash_memory_take_back() : HASH_MEMORY_NOT_ASKED
        guard status == 0 else { return (nil, outcome) }
        let characters = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return (String(decoding: characters, as: UTF8.self), outcome)
    }

    /// libsodium's verify says -1 for a wrong PIN and for no memory alike. In kept memory they can be told apart: the memory
    /// is there beforehand, and once libsodium has taken it there is nothing left that can fail.
    func fit(of secret: SecretBytes, to string: Argon2String) -> Fit {
        guard hashMemory == .kept else { return fitInMappedMemory(of: secret, to: string) }
        guard hash_memory_lend(string.memory) else { return .outOfMemory }
        let status = string.withCharacters { text in
            secret.withUnsafeCharacters { crypto_pwhash_str_verify(text, $0, $1) }
        }
        let outcome = hash_memory_take_back()
        if status == 0 { return .matched }
        return outcome == HASH_MEMORY_SERVED ? .mismatched : fitInMappedMemory(of: secret, to: string)
    }

    /// Without kept memory: `crypto_pwhash`, unlike `crypto_pwhash_str_verify`, returns -1 for a failure only, so the hash is
    /// computed by that, and compared here.
    private func fitInMappedMemory(of secret: SecretBytes, to string: Argon2String) -> Fit {
        guard let algorithm = string.reproducibleAlgorithm else { return fitOfForeignString(of: secret, to: string) }
        let (expected, salt) = (string.hash, string.salt)
        var hash = [UInt8](repeating: 0, count: expected.count)
        defer { sodium_memzero(&hash, hash.count) }
        let status = salt.withUnsafeBytes { salt -> Int32 in
            guard let salt = salt.assumingMemoryBound(to: UInt8.self).baseAddress else { return -1 }
            return secret.withUnsafeCharacters { characters, count in
                crypto_pwhash(
                    &hash, UInt64(hash.count), characters, count, salt, UInt64(string.operations), string.memory,
                    algorithm)
            }
        }
        guard status == 0 else { return .outOfMemory }
        let isEqual = expected.withUnsafeBytes { sodium_memcmp(hash, $0.baseAddress, $0.count) == 0 }
        return isEqual ? .matched : .mismatched
    }

    /// `crypto_pwhash` can neither take several lanes nor another length of salt. There a second run of the same memory and
    /// passes shows whether the first one can have failed for want of memory.
    private func fitOfForeignString(of secret: SecretBytes, to string: Argon2String) -> Fit {
        let status = string.withCharacters { text in
            secret.withUnsafeCharacters { crypto_pwhash_str_verify(text, $0, $1) }
        }
        if status == 0 { return .matched }
        var hash = [UInt8](repeating: 0, count: 16)
        let salt = [UInt8](repeating: 0, count: Int(crypto_pwhash_SALTBYTES))
        let probe = dummySecret.withUnsafeCharacters { characters, count in
            crypto_pwhash(
                &hash, UInt64(hash.count), characters, count, salt, UInt64(string.operations), string.memory,
                crypto_pwhash_ALG_ARGON2ID13)
        }
        return probe == 0 ? .mismatched : .outOfMemory
    }

    private static func randomSecret() -> SecretBytes {
        var bytes = [UInt8](repeating: 0, count: 32)
        randombytes_buf(&bytes, bytes.count)
        defer { sodium_memzero(&bytes, bytes.count) }
        return SecretBytes(copying: bytes)
    }
}

extension Argon2String {
    /// The algorithm with which `crypto_pwhash` computes this string's hash; nil when it cannot: it knows one lane, one
    /// length of salt, and no argon2i with fewer than three passes.
    fileprivate var reproducibleAlgorithm: Int32? {
        guard lanes == 1, salt.count == Int(crypto_pwhash_SALTBYTES) else { return nil }
        switch variant {
        case .argon2id: return crypto_pwhash_ALG_ARGON2ID13
        case .argon2i: return operations >= crypto_pwhash_argon2i_OPSLIMIT_MIN ? crypto_pwhash_ALG_ARGON2I13 : nil
        }
    }
}

extension SecretBytes {
    /// Lends the bytes as libsodium takes a password: no copy is made.
    fileprivate func withUnsafeCharacters<Result>(_ body: (UnsafePointer<CChar>, UInt64) -> Result) -> Result {
        withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else {
                    var nothing: CChar = 0
                    return body(&nothing, 0)
                }
                return body(start, UInt64(characters.count))
            }
        }
    }
}
