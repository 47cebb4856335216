/// Takes one reply line apart: protocol.md, "Framing".
///
/// It runs over bytes, because quotes, spaces and `=` are ASCII and never part of another character in UTF-8.
struct ReplyParser {
    private var rest: Substring.UTF8View

    /// Parses `line`, which comes without its line end.
    static func parse(_ line: String) throws(LineClientError) -> ReplyLine {
        var parser = ReplyParser(rest: line[...].utf8)
        return try parser.reply()
    }

    private mutating func reply() throws(LineClientError) -> ReplyLine {
        let ok: Bool
        switch rest.popFirst() {
        case UInt8(ascii: "+"): ok = true
        case UInt8(ascii: "-"): ok = false
        default: throw .malformedReply(reason: "it begins with neither + nor -")
        }
        let tag = try takeTag()
        let word = takeWord()
        guard !word.isEmpty else { throw .malformedReply(reason: "it has no word") }
        var fields: [ReplyLine.Field] = []
        while let field = try takeField() { fields.append(field) }
        return ReplyLine(ok: ok, tag: tag, word: word, fields: fields, text: String(Substring(rest)))
    }

    private mutating func takeTag() throws(LineClientError) -> String? {
        guard rest.first == UInt8(ascii: "@") else { return nil }
        rest.removeFirst()
        let tag = takeWord()
        guard !tag.isEmpty else { throw .malformedReply(reason: "its tag is empty") }
        return tag
    }

    /// Everything up to the next space, and that space.
    private mutating func takeWord() -> String {
        let word = rest.prefix { $0 != UInt8(ascii: " ") }
        rest = rest.dropFirst(word.count)
        _ = rest.popFirst()
        return String(Substring(word))
    }

    /// The next `key=value` and the space after it; nil, with nothing taken, when what follows is none.
    private mutating func takeField() throws(LineClientError) -> ReplyLine.Field? {
        let key = rest.prefix(while: Self.isKeyByte)
        guard !key.isEmpty, rest.dropFirst(key.count).first == UInt8(ascii: "=") else { return nil }
        rest = rest.dropFirst(key.count + 1)
        let name = String(Substring(key))
        guard rest.first == UInt8(ascii: "\"") else { return ReplyLine.Field(key: name, value: takeWord()) }
        rest.removeFirst()
        return ReplyLine.Field(key: name, value: try takeQuoted())
    }

    /// A quoted value whose opening quote is taken already: `\"` and `\\` are the two escapes.
    private mutating func takeQuoted() throws(LineClientError) -> String {
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""):
                guard rest.isEmpty || rest.popFirst() == UInt8(ascii: " ") else {
                    throw .malformedReply(reason: "a quoted value continues after its closing quote")
                }
                return String(decoding: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst(), escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\")
                else { throw .malformedReply(reason: "a quoted value has an unknown escape") }
                bytes.append(escaped)
            default:
                bytes.append(byte)
            }
        }
        throw .malformedReply(reason: "a quoted value does not end")
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
