internal import Glibc

/// The folder in which a system keeps compiled time zone rules, a file for each zone.
public struct ZoneDirectory: Hashable, Sendable {
    public let path: String

    public init(path: String) {
        self.path = path
    }

    /// Where this system has it: `/usr/share/zoneinfo`, or what TZDIR says, as for the C library (tzset(3)).
    public static var ofSystem: ZoneDirectory {
        let named = getenv("TZDIR").map { String(cString: $0) } ?? ""
        return ZoneDirectory(path: named.hasPrefix("/") ? named : "/usr/share/zoneinfo")
    }

    func path(of file: String) -> String { "\(path)/\(file)" }

    // MARK: Which release

    /// The files that say which release of the database this is, the better one first.
    static let versionFiles = [source, "+VERSION"]
    /// The rules as text, with the links: `zic`'s own input, in short words.
    static let source = "tzdata.zi"
    /// Largest source that is read, in bytes; it has some 110,000.
    static let maximumSourceBytes = 1 << 21

    /// The release, `2026f`; nil where no file says it.
    func version() -> String? {
        for name in Self.versionFiles {
            guard case .file(let file) = ZoneFile.read(path(of: name), maximumBytes: Self.maximumSourceBytes) else {
                continue
            }
            let line = String(decoding: file.bytes.prefix(100).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            // `# version 2026f` in the one, `2026f` in the other.
            let words = line.split(separator: " ")
            let isSource = words.count > 2 && words[0] == "#" && words[1] == "version"
            let word = name == Self.source ? (isSource ? words[2] : nil) : words.first
            if let word, word.utf8.count <= 32, word.utf8.allSatisfy(Self.isVersionByte) { return String(word) }
        }
        return nil
    }

    private static func isVersionByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    // MARK: Links

    /// Names that stand for others: `US/Pacific` for `America/Los_Angeles`. Some systems have the files of such names in a package
    /// of their own.
    func links() -> [String: String] {
        guard case .file(let file) = ZoneFile.read(path(of: Self.source), maximumBytes: Self.maximumSourceBytes) else {
            return [:]
        }
        var links: [String: String] = [:]
        // `L America/Los_Angeles US/Pacific`
        for line in file.bytes.split(separator: UInt8(ascii: "\n")) where line.starts(with: "L ".utf8) {
            let words = line.split(separator: UInt8(ascii: " "))
            guard words.count >= 3 else { continue }
            links[String(decoding: words[2], as: UTF8.self)] = String(decoding: words[1], as: UTF8.self)
        }
        return links
    }
}
