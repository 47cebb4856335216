/// What a load generator needs to know of a reply line: its tag, its word, and two numbers.
struct ReplyHead: Equatable {
    /// The tag, when it is a number, as ours are.
    var tag: UInt64?
    var outcome: Outcome
    /// Of BUSY: milliseconds after which it is worth trying again.
    var retryAfterMilliseconds: Int?

    /// Reads the line, which comes without its line end. It allocates nothing: this runs for each answer.
    init(_ line: some RandomAccessCollection<UInt8>) {
        var rest = line[...]
        let isError = rest.popFirst() == UInt8(ascii: "-")
        if rest.first == UInt8(ascii: "@") {
            rest = rest.dropFirst()
            tag = Self.number(rest.prefix { $0 != UInt8(ascii: " ") })
            rest = rest.drop { $0 != UInt8(ascii: " ") }.dropFirst()
        }
        let word = rest.prefix { $0 != UInt8(ascii: " ") }
        outcome = Self.outcome(word, isError: isError)
        if outcome == .busy { retryAfterMilliseconds = Self.retryAfter(rest.dropFirst(word.count)) }
    }

    private static func outcome(_ word: some Collection<UInt8>, isError: Bool) -> Outcome {
        if isError {
            if word.elementsEqual("BUSY".utf8) { return .busy }
            return word.elementsEqual("UNAVAILABLE".utf8) ? .unavailable : .otherError
        }
        if word.elementsEqual("GRANTED".utf8) { return .granted }
        if word.elementsEqual("DENIED".utf8) { return .denied }
        return word.elementsEqual("LOCKED".utf8) ? .locked : .otherError
    }

    private static func retryAfter(_ fields: some Collection<UInt8>) -> Int? {
        let key = "retry_after_ms=".utf8
        for field in fields.split(separator: UInt8(ascii: " ")) where field.starts(with: key) {
            return number(field.dropFirst(key.count)).flatMap { Int(exactly: $0) }
        }
        return nil
    }

    /// Nil when `digits` are not digits alone, or too many for a number.
    private static func number(_ digits: some Collection<UInt8>) -> UInt64? {
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        var number: UInt64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + UInt64(digit - UInt8(ascii: "0"))
        }
        return number
    }
}
