internal import VoicemailModel

/// How the name of a recording may be written: it goes out on the wire between commas, an engine puts it behind a folder, and
/// Asterisk reads `&` and spaces as what separates names.
enum SoundName {
    /// Whether these are folders and a file without its ending: `digits/20`, `vm-goodbye`.
    static func isName(_ text: some StringProtocol) -> Bool {
        guard (1...Limits.soundNameBytes).contains(text.utf8.count) else { return false }
        return text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && !part.hasPrefix(".") && part.utf8.allSatisfy(isAllowed)
        }
    }

    /// The language that the first folder is named by: of `es-419/hour12/1`, es-419. With a catalog of that language, the
    /// recording is one of ours.
    static func language(of name: String) -> LanguageTag? {
        name.split(separator: "/").first.flatMap { folder in
            LanguageTag(String(folder)).flatMap { $0.text == folder ? $0 : nil }
        }
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
