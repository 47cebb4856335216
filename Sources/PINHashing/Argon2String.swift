import CSodium
import VoicemailModel

/// An encoded Argon2 hash, `$argon2id$v=19$m=65536,t=2,p=1$salt$hash`, as libsodium reads and writes it.
///
/// Read strictly, so that there is one way to write each, and so that what is taken here is never refused by libsodium.
struct Argon2String: Sendable {
    enum Variant: String, Hashable, Sendable, CaseIterable {
        case argon2i, argon2id
    }

    /// Why a text is not taken. Rule 11 of the house: stored parameters are input, capped before they are spent.
    enum Objection: String, Error {
        case length = "is longer than 255 characters, or empty"
        case form = "is not of the form $argon2id$v=19$m=…,t=…,p=…$salt$hash"
        case variant = "is neither argon2id nor argon2i"
        case version = "is not of version 19 (v=19)"
        case memory = "needs at least 8 KiB of memory for each lane (m=, in KiB)"
        case operations = "needs at least one pass (t=)"
        case lanes = "needs at least one lane (p=)"
        case salt = "has a salt that is not 8 or more bytes in base64 without padding"
        case hash = "has a hash that is not 16 or more bytes in base64 without padding"
        case costlyMemory = "asks for more memory (m=) than this server spends on one hash"
        case costlyOperations = "asks for more passes (t=) than this server spends on one hash"
        case costlyWork = "asks for more memory times passes (m= times t=) than this server spends on one hash"
        case costlyLanes = "asks for more lanes (p=) than this server spends on one hash"

        /// The objection, to follow "it", with the limit that it is about.
        func sentence(_ caps: Argon2Caps) -> String {
            switch self {
            case .costlyMemory, .costlyOperations, .costlyWork, .costlyLanes: "\(rawValue); \(caps.sentence)"
            case .length, .form, .variant, .version, .memory, .operations, .lanes, .salt, .hash: rawValue
            }
        }
    }

    /// The string with a zero byte behind it, as libsodium takes it: in memory that is wiped, as it may have been sealed.
    private let characters: SecretBytes
    let variant: Variant
    /// Bytes of working memory.
    let memory: Int
    /// Passes.
    let operations: Int
    let lanes: Int

    init(_ text: String) throws(Objection) {
        self = try SecretBytes(copying: text.utf8).withUnsafeBytes { bytes throws(Objection) in
            try Argon2String(bytes: bytes)
        }
    }

    init(bytes: UnsafeRawBufferPointer) throws(Objection) {
        guard Limits.encodedHashLength.contains(bytes.count) else { throw .length }
        let parts = Self.parts(bytes)
        guard parts.count == 6, parts[0].isEmpty else { throw .form }
        guard let variant = Variant(rawValue: String(decoding: parts[1], as: UTF8.self)) else { throw .variant }
        guard parts[2].elementsEqual("v=19".utf8) else { throw .version }

        let costs = String(decoding: parts[3], as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false)
        guard costs.count == 3, let kibibytes = Self.number(costs[0], after: "m="),
            let operations = Self.number(costs[1], after: "t="), let lanes = Self.number(costs[2], after: "p=")
        else { throw .form }
        guard operations >= 1 else { throw .operations }
        guard lanes >= 1 else { throw .lanes }
        // RFC 9106 §3.1: at least 8 blocks of 1 KiB for each lane.
        guard lanes <= kibibytes / 8 else { throw .memory }

        // The least lengths are libsodium's; a shorter one makes it refuse the whole string.
        guard let salt = Self.decoded(parts[4]), salt.count >= 8 else { throw .salt }
        guard let hash = Self.decoded(parts[5]), hash.count >= 16 else { throw .hash }
        var terminated = Array(bytes) + [0]
        characters = SecretBytes(copying: terminated)
        sodium_memzero(&terminated, terminated.count)
        self.variant = variant
        self.memory = kibibytes * 1024
        self.operations = operations
        self.lanes = lanes
    }

    /// Lends the string as libsodium takes it.
    func withCharacters<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        characters.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else { return body([0]) }
                return body(start)
            }
        }
    }

    /// A copy that nobody wipes: for strings that were never sealed.
    var text: String { characters.withUnsafeBytes { String(decoding: $0.dropLast(), as: UTF8.self) } }
    var salt: SecretBytes { part(4) }
    var hash: SecretBytes { part(5) }

    private func part(_ index: Int) -> SecretBytes {
        characters.withUnsafeBytes { bytes in
            Self.decoded(Self.parts(UnsafeRawBufferPointer(rebasing: bytes.dropLast()))[index])
                ?? SecretBytes(copying: [])
        }
    }

    private static func parts(_ bytes: UnsafeRawBufferPointer) -> [Slice<UnsafeRawBufferPointer>] {
        bytes.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
    }

    /// What follows the cost. A copy that nobody wipes, as `text` is.
    var saltAndHash: String { text.split(separator: "$").suffix(2).joined(separator: "$") }

    /// A string that costs what this one costs less than `dearer`; nil when that is nothing, or too little for a hash.
    func rest(to dearer: Argon2String) -> Argon2String? {
        let kibibytes = (dearer.memory * dearer.operations - memory * operations) / dearer.operations / 1024
        guard kibibytes >= 8 else { return nil }
        return try? Argon2String("$argon2id$v=19$m=\(kibibytes),t=\(dearer.operations),p=1$\(dearer.saltAndHash)")
    }

    /// The decimal number behind `name`, with neither sign nor leading zeros, that fits 32 bits.
    private static func number(_ text: Substring, after name: String) -> Int? {
        guard text.hasPrefix(name) else { return nil }
        let digits = text.dropFirst(name.count)
        guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            digits == "0" || !digits.hasPrefix("0"), let number = UInt32(digits)
        else { return nil }
        return Int(number)
    }

    private static func decoded(_ text: Slice<UnsafeRawBufferPointer>) -> SecretBytes? {
        var bytes = [UInt8](repeating: 0, count: text.count)
        defer { sodium_memzero(&bytes, bytes.count) }
        var count = 0
        // No end pointer is asked for: then libsodium refuses a text that it does not read to its end.
        let status = UnsafeRawBufferPointer(rebasing: text).withMemoryRebound(to: CChar.self) { text in
            sodium_base642bin(
                &bytes, bytes.count, text.baseAddress, text.count, nil, &count, nil,
                sodium_base64_VARIANT_ORIGINAL_NO_PADDING)
        }
        guard status == 0 else { return nil }
        return SecretBytes(copying: bytes.prefix(count))
    }
}
