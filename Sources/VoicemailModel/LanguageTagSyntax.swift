/// The grammar of RFC 5646 §2.1, read over the lower-case bytes of one tag, subtag by subtag.
struct LanguageTagSyntax {
    static let hyphen = UInt8(ascii: "-")

    /// The tags of RFC 5646 §2.1 `irregular`, registered before there was a grammar they could have followed. The
    /// `regular` ones need no list: they have the form of a language tag.
    private static let irregular: Set<String> = [
        "en-gb-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak", "i-klingon", "i-lux", "i-mingo", "i-navajo",
        "i-pwn", "i-tao", "i-tay", "i-tsu", "sgn-be-fr", "sgn-be-nl", "sgn-ch-de",
    ]

    private let bytes: [UInt8]
    /// The subtag under the reading head; empty, at the end of the bytes, when all are read.
    private var subtag: Range<Int>

    /// Whether the bytes, in which every letter is in lower case, are a language tag.
    static func accepts(_ lowercase: [UInt8]) -> Bool {
        guard isSeparatedSubtags(lowercase) else { return false }
        var syntax = LanguageTagSyntax(lowercase)
        return syntax.readsTag() || irregular.contains(String(decoding: lowercase, as: UTF8.self))
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        subtag = 0..<0
        subtag = Self.subtag(of: bytes, from: 0)
    }

    // MARK: The grammar, rule by rule

    /// `Language-Tag = langtag / privateuse`
    private mutating func readsTag() -> Bool {
        if isSingleton(UInt8(ascii: "x")) {
            return readsPrivateUse() && isAtEnd
        }
        guard readsLanguage() else { return false }
        if isLetters(4...4) { advance() }
        if isLetters(2...2) || isDigits(3...3) { advance() }
        guard readsVariants(), readsExtensions() else { return false }
        if isSingleton(UInt8(ascii: "x")), !readsPrivateUse() { return false }
        return isAtEnd
    }

    /// `language = 2*3ALPHA ["-" extlang] / 4ALPHA / 5*8ALPHA`, `extlang = 3ALPHA *2("-" 3ALPHA)`
    private mutating func readsLanguage() -> Bool {
        guard isLetters(2...8) else { return false }
        let mayBeExtended = subtag.count <= 3
        advance()
        var extended = 0
        while mayBeExtended, extended < 3, isLetters(3...3) {
            advance()
            extended += 1
        }
        return true
    }

    /// `*("-" variant)`, `variant = 5*8alphanum / (DIGIT 3alphanum)`, none twice (§2.2.5).
    private mutating func readsVariants() -> Bool {
        var seen: [Range<Int>] = []
        while isVariant {
            guard !seen.contains(where: { bytes[$0].elementsEqual(bytes[subtag]) }) else { return false }
            seen.append(subtag)
            advance()
        }
        return true
    }

    /// `*("-" extension)`, `extension = singleton 1*("-" (2*8alphanum))`, no singleton twice (§2.2.6).
    private mutating func readsExtensions() -> Bool {
        var seen: [UInt8] = []
        while subtag.count == 1, !isSingleton(UInt8(ascii: "x")) {
            let singleton = bytes[subtag.lowerBound]
            guard !seen.contains(singleton) else { return false }
            seen.append(singleton)
            advance()
            guard subtag.count >= 2 else { return false }
            while subtag.count >= 2 { advance() }
        }
        return true
    }

    /// `privateuse = "x" 1*("-" (1*8alphanum))`
    private mutating func readsPrivateUse() -> Bool {
        advance()
        guard !isAtEnd else { return false }
        while !isAtEnd { advance() }
        return true
    }

    // MARK: The subtag under the reading head

    private var isAtEnd: Bool { subtag.isEmpty }

    private var isVariant: Bool {
        subtag.count >= 5 || (subtag.count == 4 && Self.isDigit(bytes[subtag.lowerBound]))
    }

    private func isSingleton(_ byte: UInt8) -> Bool {
        subtag.count == 1 && bytes[subtag.lowerBound] == byte
    }

    private func isLetters(_ length: ClosedRange<Int>) -> Bool {
        length.contains(subtag.count) && bytes[subtag].allSatisfy(Self.isLetter)
    }

    private func isDigits(_ length: ClosedRange<Int>) -> Bool {
        length.contains(subtag.count) && bytes[subtag].allSatisfy(Self.isDigit)
    }

    private mutating func advance() {
        subtag = Self.subtag(of: bytes, from: min(subtag.upperBound + 1, bytes.count))
    }

    private static func subtag(of bytes: [UInt8], from start: Int) -> Range<Int> {
        start..<(bytes[start...].firstIndex(of: hyphen) ?? bytes.count)
    }

    /// Every rule shares this form: subtags of one to eight letters and digits with one hyphen between two.
    private static func isSeparatedSubtags(_ bytes: [UInt8]) -> Bool {
        var length = 0
        for byte in bytes {
            if byte == hyphen {
                guard length > 0 else { return false }
                length = 0
            } else {
                length += 1
                guard length <= 8, isLetter(byte) || isDigit(byte) else { return false }
            }
        }
        return length > 0
    }

    static func isLetter(_ lowercase: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lowercase)
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
