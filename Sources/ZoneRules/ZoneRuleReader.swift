/// Reads the parts of a rule's text (RFC 9636 §3.3.1) from front to end.
struct ZoneRuleReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: [UInt8]) {
        rest = text[...]
    }

    let error = TZifError("has an invalid rule")

    var isAtEnd: Bool { rest.isEmpty }

    func isNext(_ sign: Unicode.Scalar) -> Bool {
        rest.first == UInt8(ascii: sign)
    }

    mutating func require(_ sign: Unicode.Scalar) throws(TZifError) {
        guard takes(sign) else { throw error }
    }

    /// `CET`, or in angle brackets with digits and signs too: `<-03>`. What it is called is of no matter here.
    mutating func designation() throws(TZifError) {
        let isQuoted = takes("<")
        let name = rest.prefix { Self.isLetter($0) || (isQuoted && (Self.isDigit($0) || "+-".utf8.contains($0))) }
        guard name.count >= 3 else { throw error }
        rest = rest.dropFirst(name.count)
        if isQuoted { try require(">") }
    }

    /// Seconds ahead of UTC. The text says how far it is behind: `-1` is an hour ahead.
    mutating func offset() throws(TZifError) -> Int {
        let offset = try -time(mostHours: 24)
        guard TZifFile.offsetRange.contains(offset) else { throw error }
        return offset
    }

    mutating func yearlyMoment() throws(TZifError) -> YearlyMoment {
        let day: YearlyMoment.Day
        if takes("M") {
            let month = try number(1...12)
            try require(".")
            let week = try number(1...5)
            try require(".")
            day = .weekday(month: month, week: week, day: try number(0...6))
        } else if takes("J") {
            day = .julian(try number(1...365))
        } else {
            day = .zeroBased(try number(0...365))
        }
        // Two o'clock, unless it says otherwise.
        return YearlyMoment(day: day, time: takes("/") ? try time(mostHours: 167) : 7200)
    }

    /// `[+-]hh[:mm[:ss]]`, in seconds.
    private mutating func time(mostHours: Int) throws(TZifError) -> Int {
        let isNegative = takes("-")
        if !isNegative { _ = takes("+") }
        var seconds = try number(0...mostHours) * 3600
        if takes(":") {
            seconds += try number(0...59) * 60
            if takes(":") { seconds += try number(0...59) }
        }
        return isNegative ? -seconds : seconds
    }

    private mutating func number(_ range: ClosedRange<Int>) throws(TZifError) -> Int {
        let digits = rest.prefix(while: Self.isDigit)
        guard (1...3).contains(digits.count) else { throw error }
        rest = rest.dropFirst(digits.count)
        let number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        guard range.contains(number) else { throw error }
        return number
    }

    private mutating func takes(_ sign: Unicode.Scalar) -> Bool {
        guard isNext(sign) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}
