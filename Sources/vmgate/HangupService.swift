import Access
import Gatekeeping
import LineServer
import Logging
import ServiceLifecycle
import UnixSignals

/// On SIGHUP, reloads what can be reloaded: certificate and key, the clients, the blocklist, and time zones that have changed.
struct HangupService: Service {
    /// SIGHUPs from a moment before anybody is told that this is ready: one that is not trapped ends the process.
    let hangups: UnixSignalsSequence
    /// Nil when TLS is spoken nowhere.
    let tls: TLSKeeper?
    /// Nil when there is no settings file.
    let clients: FileKeeper<ClientList>?
    /// Nil when there is no blocklist.
    let blocklist: FileKeeper<PINBlocklist>?
    let zones: ZoneKeeper
    let logger: Logger

    func run() async throws {
        for await _ in hangups.cancelOnGracefulShutdown() {
            if tls == nil, clients == nil, blocklist == nil {
                logger.notice("SIGHUP: there is no certificate, settings file or blocklist to reload")
            }
            tls?.reload()
            clients?.reload()
            blocklist?.reload()
            zones.reload()
        }
    }
}
