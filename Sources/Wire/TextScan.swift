/// Looks for the few bytes that a value may not show as they are, eight bytes at a time: nearly every text has none, and
/// then it is copied as a whole.
enum TextScan {
    /// Whether a byte is in quotes with a backslash before it, or is a control character.
    static func hasEscapedByte(_ bytes: UnsafeRawBufferPointer) -> Bool {
        contains(bytes) { word in
            controls(word) | matches(word, UInt8(ascii: "\"")) | matches(word, UInt8(ascii: "\\"))
        }
    }

    /// Whether a value that holds these bytes is in quotes.
    static func hasQuotedByte(_ bytes: UnsafeRawBufferPointer) -> Bool {
        contains(bytes) { word in
            controls(word) | matches(word, .space) | matches(word, UInt8(ascii: "\""))
                | matches(word, UInt8(ascii: "="))
                | matches(word, UInt8(ascii: "\\"))
        }
    }

    /// - Parameter find: the highest bit of each byte that is looked for; what it finds behind the first is not relied on.
    @inline(__always)
    private static func contains(_ bytes: UnsafeRawBufferPointer, _ find: (UInt64) -> UInt64) -> Bool {
        var index = 0
        while index + 8 <= bytes.count {
            if find(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) != 0 { return true }
            index += 8
        }
        guard index < bytes.count else { return false }
        // What is left is filled up with a letter, which is never looked for.
        var rest = repeated(UInt8(ascii: "a"))
        while index < bytes.count {
            rest = rest << 8 | UInt64(bytes[index])
            index += 1
        }
        return find(rest) != 0
    }

    /// C0 control characters and DEL.
    @inline(__always)
    private static func controls(_ word: UInt64) -> UInt64 {
        (word &- repeated(0x20)) & ~word & highBits | matches(word, 0x7F)
    }

    @inline(__always)
    private static func matches(_ word: UInt64, _ byte: UInt8) -> UInt64 {
        let difference = word ^ repeated(byte)
        return (difference &- repeated(1)) & ~difference & highBits
    }

    @inline(__always)
    private static func repeated(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

    private static var highBits: UInt64 { 0x8080_8080_8080_8080 }
}
