/// Finds what somebody meant who mistyped a name.
enum NearestName {
    /// Longest name that is compared, in bytes. None that there is has half as many.
    private static let longest = 80
    /// How many letters a mistyped name may have wrong.
    private static let mostWrong = 3

    /// The name among `known` that `name` most likely stands for; nil when none is near.
    ///
    /// A name is near when at most three letters are wrong, or else when only one of the known ones has all its words:
    /// `VMGATE_DATABASE` is near `VMGATE_STORE_DATABASE`.
    static func of(_ name: String, among known: some Collection<String>) -> String? {
        guard (1...longest).contains(name.utf8.count) else { return nil }
        let near = known.sorted().map { (name: $0, distance: distance(from: $0, to: name)) }
            .min { $0.distance < $1.distance }
        if let near, near.distance <= mostWrong { return near.name }
        let words = words(of: name)
        let longer = known.filter { words.isSubset(of: Self.words(of: $0)) }
        return longer.count == 1 ? longer.first : nil
    }

    /// `listen.admin_socket` has three: listen, admin and socket.
    private static func words(of name: String) -> Set<Substring> {
        Set(name.split { "._-".contains($0) })
    }

    /// How many letters must be put in, left out or changed to make one of the other: Levenshtein's distance.
    private static func distance(from name: String, to other: String) -> Int {
        var row = Array(0...other.utf8.count)
        for (index, mine) in name.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, theirs) in other.utf8.enumerated() {
                let cost = mine == theirs ? diagonal : 1 + min(diagonal, row[column], row[column + 1])
                diagonal = row[column + 1]
                row[column + 1] = cost
            }
        }
        return row[other.utf8.count]
    }
}
