/// A well-formed BCP 47 language tag (RFC 5646 §2.1).
///
/// Well-formed means that the form is right, not that the subtags are registered: `xx-Qqqq-ZZ` is a tag that no one
/// speaks, `en--US` and `en_US.UTF-8` are none. `_` is taken for `-`: speech engines, PBXs and operating systems write
/// `pt_BR`. What a tag means, and which catalog fits it, is for `LanguageMatcher` to say.
public struct LanguageTag: Hashable, Sendable, CustomStringConvertible {
    /// The tag in the letter case that RFC 5646 §2.1.1 recommends, so that equal tags are equal texts.
    public let text: String

    /// Nil when `text` is not a language tag by the ABNF of RFC 5646 §2.1, repeats a variant (§2.2.5) or a singleton
    /// (§2.2.6), or is longer than `Limits.languageTagLength`. Letter case does not matter, and `_` is `-`.
    public init?(_ text: some StringProtocol) {
        var bytes = Array(text.utf8)
        guard Limits.languageTagLength.contains(bytes.count) else { return nil }
        for index in bytes.indices {
            let byte = bytes[index]
            bytes[index] = byte == UInt8(ascii: "_") ? LanguageTagSyntax.hyphen : Self.lowercased(byte)
        }
        guard LanguageTagSyntax.accepts(bytes) else { return nil }
        Self.applyRecommendedCase(to: &bytes)
        self.text = String(decoding: bytes, as: UTF8.self)
    }

    public var description: String { text }

    /// RFC 5646 §2.1.1: lower case, but regions (two letters) in upper case and scripts (four letters) in title case,
    /// unless they open the tag or follow a singleton.
    private static func applyRecommendedCase(to lowercase: inout [UInt8]) {
        var start = 0
        while start < lowercase.count {
            let end = lowercase[start...].firstIndex(of: LanguageTagSyntax.hyphen) ?? lowercase.count
            if end - start == 1 { return }
            if start > 0, end - start == 2 {
                lowercase[start] = uppercased(lowercase[start])
                lowercase[start + 1] = uppercased(lowercase[start + 1])
            } else if start > 0, end - start == 4 {
                lowercase[start] = uppercased(lowercase[start])
            }
            start = end + 1
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    private static func uppercased(_ byte: UInt8) -> UInt8 {
        LanguageTagSyntax.isLetter(byte) ? byte & ~0x20 : byte
    }
}
