internal import CLocaleMatcher

/// What CLDR says of one language tag, by way of ICU.
enum LocaleData {
    /// The canonical form (UTS #35): `iw-IL` is `he-IL`, `i-klingon` is `tlh`, `zh-cmn` is `zh`. Nil where ICU has none.
    static func canonical(_ tag: String) -> String? {
        text(capacity: LOCALE_TAG_CAPACITY) { locale_canonical_tag(tag, $0, $1) }
    }

    /// Language, script and region, those that `tag` lacks being the likely ones: `zh-TW` is `zh-Hant-TW`.
    static func likely(_ tag: String) -> String? {
        text(capacity: LOCALE_TAG_CAPACITY) { locale_likely_tag(tag, $0, $1) }
    }

    /// Whether CLDR's data of `tag` inherit from those of `ancestor`, at any remove: `es-MX` from `es-419`.
    static func inherits(_ tag: String, from ancestor: String) -> Bool {
        locale_inherits(tag, ancestor)
    }

    /// What `write` puts into the room that it is given, with a zero byte behind it; nil where it returns less than 0.
    static func text(capacity: Int, _ write: (UnsafeMutablePointer<CChar>, Int32) -> Int32) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
            guard let start = buffer.baseAddress, write(start, Int32(buffer.count)) >= 0 else { return nil }
            return String(cString: start)
        }
    }
}
