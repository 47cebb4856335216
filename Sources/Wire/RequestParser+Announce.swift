import VoicemailModel

/// `timestamp FOR mailbox [RELATIVE] [CALLER number]`, or `IN language CLOCK 12|24 [ZONE tz]` for the mailbox.
extension RequestParser {
    func announce() throws(ReplyError) -> Request {
        guard count >= 3 else { throw usage }
        if self[1].isWord("FOR") {
            let options = try announcementOptions(at: 3)
            let moment = try timestamp(at: 0)
            let mailbox = try mailbox(at: 2)
            return .announce(
                moment, .mailbox(mailbox), isRelative: options.isRelative, caller: try caller(at: options.callerIndex))
        }
        guard self[1].isWord("IN"), count >= 5, self[3].isWord("CLOCK") else { throw usage }
        var next = 5
        let zoneIndex = option("ZONE", &next)
        let options = try announcementOptions(at: next)
        let moment = try timestamp(at: 0)
        let language = try language(self[2], field: "language")
        let clock = try clock(at: 4)
        let zone: TimeZoneName? = if let zoneIndex { try timeZone(self[zoneIndex], field: "zone") } else { nil }
        return .announce(
            moment, .language(language, clock: clock, zone: zone), isRelative: options.isRelative,
            caller: try caller(at: options.callerIndex))
    }

    /// RELATIVE and CALLER with its number, each once at most, in either order: neither says anything about the other.
    private func announcementOptions(
        at start: Int
    ) throws(ReplyError) -> (isRelative: Bool, callerIndex: Int?) {
        var next = start
        var isRelative = false
        var callerIndex: Int?
        while next < count {
            if !isRelative, self[next].isWord("RELATIVE") {
                isRelative = true
                next += 1
            } else if callerIndex == nil, let index = option("CALLER", &next) {
                callerIndex = index
            } else {
                throw usage
            }
        }
        return (isRelative, callerIndex)
    }

    /// What was sent is not said again: it may be the number of somebody who called.
    private func caller(at index: Int?) throws(ReplyError) -> MessageCaller? {
        guard let index else { return nil }
        guard let caller = self[index].printableText.flatMap({ MessageCaller($0) }) else {
            let length = Limits.callerNumberLength
            throw .badValue(
                field: "caller",
                "a caller is +, if any, and \(length.lowerBound) to \(length.upperBound) of 0-9 * #; or anonymous, where the number"
                    + " is withheld")
        }
        return caller
    }
}
