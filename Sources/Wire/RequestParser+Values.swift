import VoicemailModel

/// The values that arguments stand for, each valid in form or refused with what is accepted.
extension RequestParser {
    /// The argument's bytes, straight into memory that is wiped; what they are is not looked at here.
    func secret(at index: Int) -> SecretBytes {
        SecretBytes(copying: self[index].bytes)
    }

    func mailbox(at index: Int) throws(ReplyError) -> MailboxID {
        let mailbox = try anyMailbox(at: index)
        guard !MailboxID.isReserved(self[index].bytes) else {
            throw .badValue(
                field: "mailbox",
                "neither number nor context is a word that begins a reply, or has GRANTED or CHANGED in it; only LIST, AUDIT and"
                    + " REMOVE take such a mailbox"
            )
        }
        return mailbox
    }

    /// A mailbox that may also have a name that is reserved by now, for commands that find and remove it.
    func anyMailbox(at index: Int) throws(ReplyError) -> MailboxID {
        guard let mailbox = MailboxID(bytes: self[index].bytes) else {
            throw .badValue(
                field: "mailbox",
                "a mailbox is number or number@context: 1 to 32 of 0-9 * # + A-Z a-z . _ -, 1 to 64 of A-Z a-z 0-9 . _ -"
            )
        }
        return mailbox
    }

    func source(at index: Int) throws(ReplyError) -> Source {
        guard let source = self[index].printableText.flatMap({ Source($0) }) else {
            throw .badValue(field: "source", "a source is 1 to 64 printable ASCII characters without a space")
        }
        return source
    }

    func text(at index: Int) throws(ReplyError) -> String {
        guard let text = self[index].printableText else {
            throw .badValue(field: "text", "the text is UTF-8 without control characters")
        }
        return text
    }

    func topic(at index: Int) throws(ReplyError) -> Command {
        guard let topic = Command(word: self[index]) else {
            throw .badValue(field: "command", "there is no such command; HELP lists them")
        }
        return topic
    }

    func promptID(at index: Int) throws(ReplyError) -> String {
        let id = self[index].bytes
        let isValid =
            (1...64).contains(id.count)
            && id.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte.digitValue != nil
                    || byte == UInt8(ascii: "-")
            }
        guard isValid else { throw .badValue(field: "prompt-id", "a prompt id is 1 to 64 of a-z 0-9 -") }
        return String(decoding: id, as: UTF8.self)
    }

    func language(_ value: ByteView, field: String) throws(ReplyError) -> LanguageTag {
        guard Limits.languageTagLength.contains(value.count), let tag = value.printableText.flatMap({ LanguageTag($0) })
        else { throw .badValue(field: field, "a language is a BCP 47 tag as in RFC 5646, such as en-US or en_US") }
        return tag
    }

    /// `language[,language…]`, best first.
    func languages(at index: Int) throws(ReplyError) -> [LanguageTag] {
        let list = self[index]
        var languages: [LanguageTag] = []
        var start = 0
        while true {
            guard languages.count < Limits.languagePreferences else {
                throw .badValue(field: "language", "a list has at most \(Limits.languagePreferences) languages")
            }
            let rest = list[start..<list.count]
            guard let comma = rest.firstIndex(of: UInt8(ascii: ",")) else {
                languages.append(try language(rest, field: "language"))
                return languages
            }
            languages.append(try language(rest[0..<comma], field: "language"))
            start += comma + 1
        }
    }

    func timeZone(_ value: ByteView, field: String) throws(ReplyError) -> TimeZoneName {
        guard let zone = value.printableText.flatMap({ TimeZoneName($0) }) else {
            throw .badValue(field: field, "a time zone is an IANA name, such as America/Toronto")
        }
        return zone
    }

    func timestamp(at index: Int) throws(ReplyError) -> UnixTime {
        guard let moment = Timestamp.parse(self[index]) else {
            throw .badValue(
                field: "timestamp",
                "a timestamp is Unix seconds, or RFC 3339 with an offset such as 2026-11-23T14:17:00Z, in the years 1 to 9999"
            )
        }
        return moment
    }

    func clock(at index: Int) throws(ReplyError) -> ClockFormat {
        switch self[index].canonicalNumber {
        case 12: .twelveHour
        case 24: .twentyFourHour
        default: throw .badValue(field: "clock", "a clock is 12 or 24")
        }
    }

    /// - Parameter what: what a page has so many of, in the plural.
    func pageSize(at index: Int, in range: ClosedRange<Int>, of what: String) throws(ReplyError) -> Int {
        guard let number = self[index].canonicalNumber, let count = Int(exactly: number), range.contains(count) else {
            throw .badValue(field: "count", "a page has \(range.lowerBound) to \(range.upperBound) \(what)")
        }
        return count
    }

    func messageCount(at index: Int, field: String) throws(ReplyError) -> Int {
        let range = Limits.messageCount
        guard let number = self[index].canonicalNumber, let count = Int(exactly: number), range.contains(count) else {
            throw .badValue(
                field: field,
                "a number of messages is \(range.lowerBound) to \(range.upperBound), in digits without a sign or leading zeros"
            )
        }
        return count
    }
}
