/// What must hold for any bytes whatever. The fuzzer looks for bytes for which it does not; tests run those again that were
/// found.
public struct FuzzCheck: Sendable {
    /// The folder of its inputs under `Corpora` and `Regressions`.
    public let name: String
    /// What is wrong, in words; nil when all holds. `isThorough` is for a few inputs, where time does not matter.
    public let problem: @Sendable (_ input: [UInt8], _ isThorough: Bool) -> String?

    public init(name: String, problem: @escaping @Sendable (_ input: [UInt8], _ isThorough: Bool) -> String?) {
        self.name = name
        self.problem = problem
    }
}
