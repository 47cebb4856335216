import VoicemailModel

/// The line form of a request: where its line ends, and its tokens, quoted as in Redis inline commands.
enum LineForm {
    enum LineEnd {
        /// There is no line end yet; the bytes before `scanned` need not be looked at again.
        case incomplete(scanned: Int)
        /// The line's bytes, and the bytes with its line end.
        case found(length: Int, lengthWithEnd: Int)
        /// The bytes before `index` are what came of the line until then.
        case malformed(StaticString, at: Int)
    }

    /// Looks for LF or CRLF. What follows decides nothing: whatever bytes come later, a verdict stays what it is.
    static func findEnd(in bytes: ByteView, from scanned: Int) -> LineEnd {
        var index = scanned
        while index < bytes.count {
            let byte = bytes[index]
            if !byte.isControl || byte == .tab {
                guard index < Limits.requestBytes else {
                    return .malformed("a line has at most 4096 bytes", at: index)
                }
                index += 1
            } else if byte == .lineFeed {
                return .found(length: index, lengthWithEnd: index + 1)
            } else if byte == .carriageReturn {
                guard index + 1 < bytes.count else { return .incomplete(scanned: index) }
                guard bytes[index + 1] == .lineFeed else {
                    return .malformed("a carriage return is allowed only before a line feed", at: index)
                }
                return .found(length: index, lengthWithEnd: index + 2)
            } else {
                return .malformed("a line may have no control characters except tabs", at: index)
            }
        }
        return .incomplete(scanned: index)
    }

    /// Takes `line` apart from `start` on. Quoted tokens are unquoted where they are, as they only get shorter: so a
    /// PIN in quotes is copied nowhere.
    ///
    /// - Returns: false when quotes are unbalanced.
    static func split(_ line: ByteView, from start: Int, into tokens: inout RequestTokens) -> Bool {
        var index = start
        while true {
            while index < line.count, line[index].isBlank { index += 1 }
            guard index < line.count else { return true }
            let tokenStart = index
            var tokenEnd = index
            while index < line.count, !line[index].isBlank {
                switch line[index] {
                case UInt8(ascii: "\""):
                    tokens.noteQuote(at: index)
                    guard unquoteDouble(line, from: &index, to: &tokenEnd) else { return false }
                case UInt8(ascii: "'"):
                    tokens.noteQuote(at: index)
                    guard unquoteSingle(line, from: &index, to: &tokenEnd) else { return false }
                default:
                    if tokenEnd != index { line[tokenEnd] = line[index] }
                    tokenEnd += 1
                    index += 1
                }
            }
            tokens.append(tokenStart..<tokenEnd)
        }
    }

    /// `"…"` with `\n \r \t \b \a \xHH`; any other character after a backslash stands for itself.
    private static func unquoteDouble(_ line: ByteView, from index: inout Int, to end: inout Int) -> Bool {
        index += 1
        while index < line.count {
            let byte = line[index]
            if byte == UInt8(ascii: "\"") {
                index += 1
                return index == line.count || line[index].isBlank
            }
            if byte == UInt8(ascii: "\\"), index + 1 < line.count {
                line[end] = unescape(line, at: &index)
            } else {
                line[end] = byte
                index += 1
            }
            end += 1
        }
        return false
    }

    private static func unescape(_ line: ByteView, at index: inout Int) -> UInt8 {
        let character = line[index + 1]
        if character == UInt8(ascii: "x"), index + 3 < line.count,
            let high = line[index + 2].hexadecimalValue, let low = line[index + 3].hexadecimalValue
        {
            index += 4
            return high << 4 | low
        }
        index += 2
        return switch character {
        case UInt8(ascii: "n"): .lineFeed
        case UInt8(ascii: "r"): .carriageReturn
        case UInt8(ascii: "t"): .tab
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "a"): 0x07
        default: character
        }
    }

    /// `'…'` with `\'`.
    private static func unquoteSingle(_ line: ByteView, from index: inout Int, to end: inout Int) -> Bool {
        index += 1
        while index < line.count {
            var byte = line[index]
            if byte == UInt8(ascii: "'") {
                index += 1
                return index == line.count || line[index].isBlank
            }
            if byte == UInt8(ascii: "\\"), index + 1 < line.count, line[index + 1] == UInt8(ascii: "'") {
                byte = UInt8(ascii: "'")
                index += 1
            }
            line[end] = byte
            end += 1
            index += 1
        }
        return false
    }
}
