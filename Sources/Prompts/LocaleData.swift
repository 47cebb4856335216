internal import CLocaleMatcher
internal import Foundation

/// What CLDR says of one language tag, by way of ICU and Foundation.
enum LocaleData {
    /// The canonical form (UTS #35): `iw-IL` is `he-IL`, `i-klingon` is `tlh`, `zh-cmn` is `zh`. Nil where ICU has none.
    static func canonical(_ tag: String) -> String? {
        filled { locale_canonical_tag(tag, $0, $1) }
    }

    /// Language, script and region, those that `tag` lacks being the likely ones: `zh-TW` is `zh-Hant-TW`.
    static func likely(_ tag: String) -> String? {
        filled { locale_likely_tag(tag, $0, $1) }
    }

    /// The tags that CLDR inherits from, nearest first: `es-419` and `es` for `es-MX`.
    static func parents(_ tag: String) -> [String] {
        var parents: [String] = []
        var language = Locale.Language(identifier: tag).parent
        while let parent = language {
            // The root, `und`, is a parent of every language and so says nothing.
            guard parent.languageCode != nil, parent.languageCode != .unidentified else { break }
            let tag = parent.minimalIdentifier
            guard !parents.contains(tag) else { break }
            parents.append(tag)
            language = parent.parent
        }
        return parents
    }

    private static func filled(_ write: (UnsafeMutablePointer<CChar>, Int32) -> Int32) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: LOCALE_TAG_CAPACITY) { buffer in
            guard let start = buffer.baseAddress, write(start, Int32(buffer.count)) >= 0 else { return nil }
            return String(cString: start)
        }
    }
}
