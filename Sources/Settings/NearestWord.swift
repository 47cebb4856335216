/// Which of some known words was meant by one that is not among them.
package enum NearestWord {
    /// The nearest of `words`, or nil when none is near enough to be worth a "did you mean".
    ///
    /// A word is near when it is the same except for case and the signs between its parts, when few letters were mistyped,
    /// when its beginning is what was written (`--lang`, `--language`), or when it has all parts of what was written, and
    /// others (`VMGATE_PORT` of `VMGATE_LISTEN_PORT`). Where several are near in the same way, it is the one with the
    /// fewest changes, then the first in the alphabet.
    package static func nearest(to written: String, among words: some Sequence<String>) -> String? {
        let written = Spelling(written)
        guard !written.letters.isEmpty else { return nil }
        return words.compactMap { word in kinship(of: Spelling(word), to: written).map { (word, $0) } }
            .min { ($0.1.rank, $0.1.changes, $0.0) < ($1.1.rank, $1.1.changes, $1.0) }?.0
    }

    private static func kinship(of word: Spelling, to written: Spelling) -> (rank: Int, changes: Int)? {
        if word.parts == written.parts { return (0, 0) }
        let changes = distance(from: written.letters, to: word.letters)
        // A third of a short word is another word already.
        if changes <= min(3, max(1, written.letters.count / 3)) { return (1, changes) }
        if written.letters.count > 2, word.letters.starts(with: written.letters) { return (2, changes) }
        return Set(word.parts).isSuperset(of: written.parts) ? (3, changes) : nil
    }

    /// How many letters must be put in, left out, changed or swapped with the next to make `second` of `first`: the distance
    /// of optimal string alignment.
    static func distance(from first: some Collection<UInt8>, to second: some Collection<UInt8>) -> Int {
        let (first, second) = (Array(first), Array(second))
        var (beforeLast, last) = ([Int](), Array(0...second.count))
        for (row, mine) in first.enumerated() {
            var current = [row + 1]
            for (column, theirs) in second.enumerated() {
                var least = min(last[column + 1], current[column]) + 1
                least = min(least, last[column] + (mine == theirs ? 0 : 1))
                if row > 0, column > 0, mine == second[column - 1], theirs == first[row - 1] {
                    least = min(least, beforeLast[column - 1] + 1)
                }
                current.append(least)
            }
            (beforeLast, last) = (last, current)
        }
        return last[second.count]
    }
}

/// A word as it is compared: in lower case, without the dashes of an option.
private struct Spelling {
    /// What is between `-`, `_`, `.` and spaces.
    let parts: [Substring]
    let letters: [UInt8]

    init(_ word: String) {
        // Whoever writes a page for a word has no business here.
        let word = String(word.prefix(100)).lowercased()
        parts = word.split { "-_. ".contains($0) }
        letters = Array(parts.joined(separator: "-").utf8)
    }
}
