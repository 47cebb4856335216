/// Three or more digits in a row along one straight line of a telephone's keys, each key beside the one before: 147258,
/// 2580, 159753.
///
/// ```
/// 1 2 3
/// 4 5 6
/// 7 8 9
///   0
/// ```
/// The rows are runs of `sequential` already. What is left are 147, 258, 580, 369, 159 and 357, either way.
enum KeypadRule {
    /// Where the first line begins, counted from 1.
    static func position(in digits: UnsafeRawBufferPointer) -> Int? {
        (0..<max(0, digits.count - 2)).first { lies(digits[$0], digits[$0 + 1], digits[$0 + 2]) }.map { $0 + 1 }
    }

    /// Whether three keys are neighbours in one column or diagonal.
    private static func lies(_ first: UInt8, _ middle: UInt8, _ last: UInt8) -> Bool {
        let (first, middle, last) = (Key(first), Key(middle), Key(last))
        let (down, right) = (middle.row - first.row, middle.column - first.column)
        return abs(down) == 1 && abs(right) <= 1 && last.row - middle.row == down
            && last.column - middle.column == right
    }

    /// Where a digit's key is.
    private struct Key {
        let row: Int
        let column: Int

        init(_ digit: UInt8) {
            let number = Int(digit) - Int(UInt8(ascii: "0"))
            (row, column) = number == 0 ? (3, 1) : ((number - 1) / 3, (number - 1) % 3)
        }
    }
}
