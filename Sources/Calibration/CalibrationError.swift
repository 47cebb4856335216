/// Why nothing was found: one sentence that says what to do.
public struct CalibrationError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
