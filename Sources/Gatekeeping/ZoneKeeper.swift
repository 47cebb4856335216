import Dispatch
public import Logging
import Synchronization
public import ZoneRules

/// Has the time zones' rules reloaded when the system's have changed: on its own, and when it is told to look.
///
/// Files are looked at on a queue of its own, only those that were read.
public final class ZoneKeeper: Sendable {
    /// How often the files are looked at.
    private static let interval = DispatchTimeInterval.seconds(5)

    private let zones: ZoneDatabase
    private let logger: Logger
    private let queue = DispatchQueue(label: "vmgate.zones")
    /// Nil until somebody serves.
    private let apply = Mutex<(@Sendable (ZoneDatabase.Edition) -> Void)?>(nil)

    public init(_ zones: ZoneDatabase, logger: Logger) {
        self.zones = zones
        self.logger = logger
        warnOfBuiltIn()
        watch()
    }

    /// From now on `apply` is told when rules have changed, and which are in force.
    func serve(_ apply: @escaping @Sendable (ZoneDatabase.Edition) -> Void) {
        self.apply.withLock { $0 = apply }
    }

    /// Looks at the files now; returns at once.
    public func reload() {
        queue.async { self.look() }
    }

    private func watch() {
        queue.asyncAfter(deadline: .now() + Self.interval) { [weak self] in
            guard let self else { return }
            look()
            watch()
        }
    }

    private func look() {
        // What changes before anybody serves is seen later.
        guard let apply = apply.withLock({ $0 }), zones.refresh() else { return }
        apply(zones.edition)
        warnOfBuiltIn()
    }

    private func warnOfBuiltIn() {
        let edition = zones.edition
        guard edition.source == .builtIn else { return }
        logger.warning(
            "the system has no time zone rules, and the built-in ones may be outdated: install tzdata",
            metadata: ["directory": "\(zones.directory.path)", "built_in": "\(edition.version ?? "unknown")"])
    }
}
