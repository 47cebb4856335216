import Access
import Logging
import ServiceLifecycle
import UnixSignals
import VoicemailServer

/// On SIGHUP, reads anew what can be read anew: certificate and key, the clients, and the blocklist.
struct HangupService: Service {
    /// Nil when TLS is spoken nowhere.
    let tls: TLSKeeper?
    /// Nil when there is no settings file. The signal is taken in any case, as it would end the process.
    let clients: FileKeeper<ClientList>?
    /// Nil when there is no blocklist.
    let blocklist: FileKeeper<PINBlocklist>?
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            if tls == nil, clients == nil, blocklist == nil {
                logger.notice("SIGHUP: there is no certificate, settings file or blocklist to read anew")
            }
            tls?.reload()
            clients?.reload()
            blocklist?.reload()
        }
    }
}
