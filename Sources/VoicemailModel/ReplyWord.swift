/// The words that replies begin with: no mailbox is called by one.
///
/// Replies repeat a mailbox's name. A front end that looks for a word anywhere in a reply, and not at its beginning, would
/// take `+DENIED mailbox=GRANTED …` for a grant. So number and context are held against this list where a mailbox is named.
enum ReplyWord {
    /// Words that answers begin with (`docs/protocol.md`), those of commands to come among them: a name that was given
    /// cannot be taken back.
    private static let answers: [StaticString] = [
        "PONG", "OK", "HELP", "INFO", "WHOAMI", "HELLO", "GRANTED", "PIN_REQUIRED", "DENIED", "LOCKED", "CHANGED",
        "ACCEPTABLE", "REJECTED", "SETTINGS", "PROMPT", "PROMPTS", "ANNOUNCE", "SILENT", "MESSAGES", "ADDED", "UPDATED",
        "REMOVED", "RESET", "UNLOCKED", "SHOW", "LIST", "AUDIT", "KEY", "NODES", "DRAINING",
    ]

    /// Codes of errors. They count as they are written, in upper case: nobody is let in for one, and there are PBXs with a
    /// context `internal`.
    private static let codes: [StaticString] = [
        "ERR", "UNKNOWN", "SYNTAX", "BADVALUE", "NOAUTH", "NOPERM", "NOMAILBOX", "EXISTS", "POLICY", "BUSY",
        "UNAVAILABLE", "INTERNAL", "NOPROTO",
    ]

    /// Words on which a front end lets a caller in. A name may not even have them in it.
    private static let passes: [StaticString] = ["GRANTED", "CHANGED"]

    private static let longest = 12

    /// Whether a number or a context could be taken for the beginning of a reply.
    static func isIn(_ name: UnsafeRawBufferPointer) -> Bool {
        // Nearly every number: digits are no word, and cost no more than this.
        guard name.contains(where: isLetter) else { return false }
        if name.count <= longest {
            if answers.contains(where: { $0.utf8CodeUnitCount == name.count && isWord($0, name, at: 0) }) {
                return true
            }
            if codes.contains(where: { $0.utf8CodeUnitCount == name.count && isExactly($0, name) }) { return true }
        }
        return passes.contains { word in
            let last = name.count - word.utf8CodeUnitCount
            return last >= 0 && (0...last).contains { isWord(word, name, at: $0) }
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & ~0x20)
    }

    /// Whether `word` is in `name` at `start`, in any case.
    private static func isWord(_ word: StaticString, _ name: UnsafeRawBufferPointer, at start: Int) -> Bool {
        for index in 0..<word.utf8CodeUnitCount {
            let byte = name[start + index]
            guard word.utf8Start[index] == (isLetter(byte) ? byte & ~0x20 : byte) else { return false }
        }
        return true
    }

    private static func isExactly(_ word: StaticString, _ name: UnsafeRawBufferPointer) -> Bool {
        (0..<name.count).allSatisfy { word.utf8Start[$0] == name[$0] }
    }
}
