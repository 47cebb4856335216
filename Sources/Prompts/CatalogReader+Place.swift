extension CatalogReader {
    /// The calendar that days, months and years are named by: the Gregorian one where the catalog names none.
    mutating func readCalendar(_ root: CatalogObject) -> CatalogCalendar {
        guard root.members["calendar"] != nil, let name = values.text("calendar", of: root) else { return .gregorian }
        if let calendar = CatalogCalendar(rawValue: name) { return calendar }
        let names = CatalogCalendar.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        values.report("calendar", "is \"\(name)\"; write one of \(names), or remove it")
        return .gregorian
    }

    /// Which variant of clips is said for which region.
    mutating func readRegions(_ root: CatalogObject, clips: [String: String]) -> [String: String] {
        guard root.members["regions"] != nil, let object = values.object("regions", of: root) else { return [:] }
        let variants = Set(
            clips.keys.filter { $0.contains("/") }.compactMap { ClipSeries($0.prefix { $0 != "/" })?.variant })
        var regions: [String: String] = [:]
        for key in object.members.keys.sorted() {
            let codes = key.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            guard codes.allSatisfy(Self.isRegion) else {
                values.report(
                    object.path(of: key), "must be regions with one space between them, such as \"JO SY\"; correct it")
                continue
            }
            guard let variant = values.text(key, of: object, whatToAdd: "add the variant that is said there") else {
                continue
            }
            guard variants.contains(variant) else {
                values.report(
                    object.path(of: key),
                    "names \"\(variant)\", and no family in clips has such a variant; add one, such as"
                        + " clips.month-\(variant)")
                continue
            }
            for code in codes {
                if regions[code] != nil {
                    values.report(object.path(of: key), "names \(code), which another key has too; leave one")
                }
                regions[code] = variant
            }
        }
        return regions
    }

    /// Whether this has the form of a region in a tag, in its usual letter case (RFC 5646 §2.2.4).
    private static func isRegion(_ code: String) -> Bool {
        let bytes = code.utf8
        return bytes.count == 2 && bytes.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
            || bytes.count == 3 && bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
