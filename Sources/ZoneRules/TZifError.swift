/// Why a zone's file cannot be used, to be read after its name.
public struct TZifError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
