/// PINs that are a date as people write one: birthdays are what is chosen and guessed first.
///
/// | digits | read as |
/// |---|---|
/// | six | `DDMMYY` `MMDDYY` `YYMMDD` of any year, `MMYYYY` `YYYYMM` of the years 1900 to 2099 |
/// | eight | `DDMMYYYY` `MMDDYYYY` `YYYYMMDD` of the years 1900 to 2099 |
enum DateRule {
    private static let years = 1900...2099

    static func isDate(_ digits: UnsafeRawBufferPointer) -> Bool {
        func number(_ range: Range<Int>) -> Int {
            range.reduce(0) { $0 * 10 + Int(digits[$1]) - Int(UInt8(ascii: "0")) }
        }
        switch digits.count {
        case 6:
            let (first, second, third) = (number(0..<2), number(2..<4), number(4..<6))
            return isDay(first, month: second, shortYear: third) || isDay(second, month: first, shortYear: third)
                || isDay(third, month: second, shortYear: first)
                || isMonth(first, of: number(2..<6)) || isMonth(third, of: number(0..<4))
        case 8:
            let year = number(4..<8)
            return isDay(number(0..<2), month: number(2..<4), year: year)
                || isDay(number(2..<4), month: number(0..<2), year: year)
                || isDay(number(6..<8), month: number(4..<6), year: number(0..<4))
        default: return false
        }
    }

    private static func isMonth(_ month: Int, of year: Int) -> Bool {
        (1...12).contains(month) && years.contains(year)
    }

    /// A year of two digits is one of either century, so that it is a leap year if either is.
    private static func isDay(_ day: Int, month: Int, shortYear year: Int) -> Bool {
        isDay(day, month: month, isLeapYear: year.isMultiple(of: 4))
    }

    private static func isDay(_ day: Int, month: Int, year: Int) -> Bool {
        let isLeapYear = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        return years.contains(year) && isDay(day, month: month, isLeapYear: isLeapYear)
    }

    private static func isDay(_ day: Int, month: Int, isLeapYear: Bool) -> Bool {
        switch month {
        case 2: (1...(isLeapYear ? 29 : 28)).contains(day)
        case 4, 6, 9, 11: (1...30).contains(day)
        case 1...12: (1...31).contains(day)
        default: false
        }
    }
}
