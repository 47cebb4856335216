import Logging
import ServiceLifecycle
import UnixSignals
import VoicemailServer

/// On SIGHUP, reads anew what can be read anew: certificate and key, and the clients.
struct HangupService: Service {
    /// Nil when TLS is spoken nowhere.
    let tls: TLSKeeper?
    /// Nil when there is no settings file. The signal is taken in any case, as it would end the process.
    let clients: ClientKeeper?
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            if tls == nil, clients == nil {
                logger.notice("SIGHUP: there is neither a certificate nor a settings file to read anew")
            }
            tls?.reload()
            clients?.reload()
        }
    }
}
