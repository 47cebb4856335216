/// How many digits of a telephone number a language says together: data of its catalog.
///
/// `3 3 4` is for ten digits. A number with fewer lacks the first ones (`3 4`), and one with more has further groups of the first
/// size before them (`1 3 3 4`): what comes first in a number, a prefix of whatever length, is what varies.
public struct DigitGroups: Hashable, Sendable {
    /// The first is for numbers that have as many digits as none of them.
    private let groupings: [[Int]]

    /// Nil when it is not 1 to 3 groupings with commas between them, each of 1 to 8 sizes from 1 to 9.
    init?(_ text: String) {
        var groupings: [[Int]] = []
        for grouping in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sizes = grouping.split(separator: " ").map { $0.utf8.count == 1 ? $0.first?.wholeNumberValue ?? 0 : 0 }
            guard (1...8).contains(sizes.count), !sizes.contains(0) else { return nil }
            groupings.append(sizes)
        }
        guard groupings.count <= 3 else { return nil }
        self.groupings = groupings
    }

    /// The sizes of the groups of so many digits, in their order.
    public func sizes(of count: Int) -> [Int] {
        if let exact = groupings.first(where: { $0.reduce(0, +) == count }) { return exact }
        let sizes = groupings[0]
        var groups: [Int] = []
        var rest = count
        for size in sizes.reversed() where rest > 0 {
            groups.append(min(size, rest))
            rest -= min(size, rest)
        }
        while rest > 0 {
            groups.append(min(sizes[0], rest))
            rest -= min(sizes[0], rest)
        }
        return groups.reversed()
    }
}
