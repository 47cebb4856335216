/// Why nothing was found: one sentence that says what to do.
public struct CalibrationError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
    /// Whether nothing was tried, as what was asked for makes no sense.
    public let isMisuse: Bool

    init(_ description: String, isMisuse: Bool = false) {
        self.description = description
        self.isMisuse = isMisuse
    }
}
