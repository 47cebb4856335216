internal import Prompts
internal import VoicemailModel

/// A caller's number as it is written in a language: `+49 30 12 34 56`.
enum GroupedNumber {
    /// The digits behind a country code, between `*` and `#` or without any, are grouped as the language says numbers.
    static func text(_ number: CallerNumber, by groups: DigitGroups) -> String {
        var rest = number.text[...]
        var text = ""
        if rest.first == "+" {
            let digits = rest.dropFirst().prefix(while: \.isWholeNumber)
            let code = digits.prefix(countryCodeLength(digits))
            text = "+\(code)"
            rest = rest.dropFirst(1 + code.count)
            if rest.first?.isWholeNumber == true { text += " " }
        }
        while let first = rest.first {
            guard first.isWholeNumber else {
                text.append(rest.removeFirst())
                continue
            }
            var digits = rest.prefix(while: \.isWholeNumber)
            rest = rest.dropFirst(digits.count)
            let written = groups.sizes(of: digits.count).map { size in
                let group = digits.prefix(size)
                digits = digits.dropFirst(size)
                return String(group)
            }
            text += written.joined(separator: " ")
        }
        return text
    }

    /// How many digits a country code has: one in the zones 1 and 7, two where ITU-T's list of assigned country codes (annex to
    /// E.164) has a code of two, otherwise three. What is not assigned has three as well.
    private static func countryCodeLength(_ digits: Substring) -> Int {
        if let first = digits.first, "17".contains(first) { return 1 }
        return codesOfTwoDigits.contains(Int(digits.prefix(2)) ?? 0) ? 2 : 3
    }

    private static let codesOfTwoDigits: Set<Int> = [
        20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61,
        62, 63, 64,
        65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
    ]
}
