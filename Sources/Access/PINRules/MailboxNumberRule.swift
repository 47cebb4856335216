import VoicemailModel

/// PINs made of the mailbox's own number, which everybody knows: it, or it backwards, stands in the PIN; or, where the
/// number is the longer one, the PIN stands in it.
///
/// Of a number such as `+4930123456` the digits count. A number with other characters, or with fewer than three digits, is
/// no digits to choose a PIN from.
enum MailboxNumberRule {
    private static let shortest = 3

    /// Where the number begins in the PIN, counted from 1; 1 where the PIN stands in the number.
    static func position(in digits: UnsafeRawBufferPointer, of mailbox: MailboxID) -> Int? {
        let isInternational = mailbox.number.utf8.first == UInt8(ascii: "+")
        let number = Array(mailbox.number.utf8.dropFirst(isInternational ? 1 : 0))
        guard number.count >= shortest,
            number.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        let positions = [number, number.reversed()].compactMap { number in
            number.count <= digits.count
                ? offset(of: number, in: digits) : offset(of: digits, in: number).map { _ in 0 }
        }
        return positions.min().map { $0 + 1 }
    }

    private static func offset<Part: RandomAccessCollection<UInt8>, Whole: RandomAccessCollection<UInt8>>(
        of part: Part, in whole: Whole
    ) -> Int? where Part.Index == Int, Whole.Index == Int {
        (0...(whole.count - part.count)).first { whole.dropFirst($0).starts(with: part) }
    }
}
