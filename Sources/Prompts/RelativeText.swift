/// A written sentence with a time in it, such as `today at {time}`: data of a catalog.
public struct RelativeText: Hashable, Sendable {
    public let beforeTime: String
    public let afterTime: String

    /// Nil when `{time}` does not occur in `pattern` exactly once.
    init?(pattern: String) {
        let parts = pattern.split(separator: "{time}", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        beforeTime = String(parts[0])
        afterTime = String(parts[1])
    }
}
