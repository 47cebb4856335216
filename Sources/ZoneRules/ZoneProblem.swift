/// A zone whose rules in the system's folder cannot be used, so that the built-in ones are.
public struct ZoneProblem: Hashable, Sendable {
    public let zone: String
    /// The file's path.
    public let file: String
    /// What is wrong, to be read behind the file's name.
    public let reason: String
}
