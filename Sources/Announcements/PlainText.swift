/// CLDR's texts without what a front end stumbles over.
enum PlainText {
    /// `text` with every space as U+0020 and every digit in ASCII, without control characters and without invisible marks
    /// such as those of writing direction. The joiners of Persian and Indic spelling stay. The apostrophe in words is the
    /// one of the catalogs, U+2019: CLDR's Ukrainian has U+02BC, which espeak-ng reads out by its name.
    static func plain(_ text: String) -> String {
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .spaceSeparator, .lineSeparator, .paragraphSeparator:
                plain.append(" ")
            case .control:
                continue
            case .format:
                if scalar == "\u{200C}" || scalar == "\u{200D}" { plain.append(scalar) }
            case .decimalNumber:
                let digit = UInt32(scalar.properties.numericValue ?? 0)
                plain.append(Unicode.Scalar(UInt8(ascii: "0") + UInt8(digit)))
            case .modifierLetter where scalar == "\u{2BC}":
                plain.append("\u{2019}")
            default:
                plain.append(scalar)
            }
        }
        return String(plain)
    }
}
