import ArgumentParser

/// Takes what is left on the command line of a command that reads a PIN, to refuse it without repeating it: it may be
/// the PIN.
struct NoFurtherArguments: ParsableArguments {
    @Argument(help: .hidden)
    var excess: [String] = []

    func validate() throws {
        guard excess.isEmpty else {
            throw ValidationError(UsageMessage.excessOfSecret)
        }
    }
}
