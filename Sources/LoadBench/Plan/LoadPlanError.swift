/// Why a plan makes no sense: one sentence that says what would.
public struct LoadPlanError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
