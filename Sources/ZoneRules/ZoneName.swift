/// Which texts may name a zone. Every name comes from a client or an admin, and some of it becomes a path.
enum ZoneName {
    /// Folders of the same zones once more: with leap seconds, and without.
    private static let foldersOfCopies = ["right", "posix", "SystemV"]
    /// Files beside the zones which are none: what this machine has, and what old programs take for rules.
    private static let notZones: Set<Substring> = ["localtime", "posixrules", "leapseconds", "Local"]

    /// Whether it can be a path below the folder of zones, and of nothing else.
    static func isPlain(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, !(parts.count > 1 && foldersOfCopies.contains(String(first))) else {
            return false
        }
        return parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy(isNameByte) && !notZones.contains(part)
        }
    }

    /// No dot among them, so that no name leads out of the folder.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
