/// The service that `vmgate serve` runs: everything wired together.
struct VmgateService {
    private let settings: ServeSettings

    init(_ settings: ServeSettings) {
        self.settings = settings
    }

    /// Runs until it is told to stop by SIGTERM or SIGINT.
    func run() async throws {
        throw CommandFailure("not wired yet")
    }
}
