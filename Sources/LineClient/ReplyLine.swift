/// One reply of the line protocol, taken apart.
public struct ReplyLine: Hashable, Sendable {
    /// One `key=value`.
    public struct Field: Hashable, Sendable {
        public let key: String
        public let value: String

        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// True for an answer (`+`), false for an error (`-`).
    public let ok: Bool
    /// The tag without its `@`, when the request had one.
    public let tag: String?
    /// The answer's word or the error's code.
    public let word: String
    /// The `key=value` tokens that follow the word, in their order, without quotes.
    public let fields: [Field]
    /// What follows the last field, as it came; empty where nothing does.
    public let text: String

    public init(ok: Bool, tag: String? = nil, word: String, fields: [Field] = [], text: String = "") {
        self.ok = ok
        self.tag = tag
        self.word = word
        self.fields = fields
        self.text = text
    }

    /// The fields of a value that is written like a line of its own, such as a row of AUDIT.
    public static func fields(of value: String) throws(LineClientError) -> [Field] {
        try ReplyParser.parse("+ROW \(value)").fields
    }

    /// The value of the first field with this key.
    public subscript(key: String) -> String? {
        fields.first { $0.key == key }?.value
    }
}
