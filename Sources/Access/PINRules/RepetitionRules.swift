/// PINs that say little: few different digits, or one group of them again and again.
enum RepetitionRules {
    /// Whether there are two different digits or only one: 121122.
    static func hasFewDistinctDigits(_ digits: UnsafeRawBufferPointer) -> Bool {
        guard let first = digits.first, let second = digits.first(where: { $0 != first }) else { return true }
        return digits.allSatisfy { $0 == first || $0 == second }
    }

    /// Whether the PIN from its first digit to its last is one group, twice or more often: 121212, 408408, 12341234. The
    /// last time it may be cut short: 4084084.
    static func isOneGroupRepeated(_ digits: UnsafeRawBufferPointer) -> Bool {
        (1...max(1, digits.count / 2)).contains { length in
            (length..<digits.count).allSatisfy { digits[$0] == digits[$0 - length] }
        }
    }
}
