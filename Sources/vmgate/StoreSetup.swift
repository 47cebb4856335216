import Logging
import Sealing
import Settings
import StoreSQLite
import VoicemailModel

/// Opens the store, and says in the log what is odd about it.
struct StoreSetup {
    let settings: ServeSettings
    let logger: Logger

    /// The store has the clock that lockouts have: one that is set ahead while this runs removes nothing before its time.
    func open(_ metrics: ServiceMetrics, _ ring: Keyring?) throws(StoreError) -> SQLiteMailboxStore {
        let store = try SQLiteMailboxStore.open(
            path: settings.database,
            bounds: SQLiteMailboxStore.Bounds(
                sourceWindowSeconds: Int64(settings.sourceWindowSeconds), auditDays: settings.auditRetentionDays,
                auditBytes: settings.auditMaxSize.bytes),
            metrics: StoreMetrics(factory: metrics.registry), ring: ring, whenDisplaced: tell)
        warn(of: store.clock)
        return store
    }

    private func tell(_ error: StoreError?) {
        guard let error else { return logger.notice("the database is served again") }
        logger.error("the database is not served any more", metadata: ["error": "\(error)"])
    }

    /// A clock that was set back by less is none that is wrong.
    private static let tolerance: Int64 = 60_000

    private func warn(of clock: LedgerClock) {
        guard clock.leadMilliseconds >= Self.tolerance else { return }
        logger.warning(
            "the clock is behind the newest row of the database: lockouts go on from there; set the clock",
            metadata: ["clock": "\(clock.calendarNow.internetText)", "behind_s": "\(clock.leadMilliseconds / 1000)"])
    }
}
