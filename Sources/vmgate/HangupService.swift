import Logging
import ServiceLifecycle
import UnixSignals
import VoicemailServer

/// On SIGHUP, reads anew what can be read anew: the certificate and the key.
struct HangupService: Service {
    /// Nil when TLS is spoken nowhere; the signal is taken all the same, as it would end the process.
    let tls: TLSKeeper?
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            guard let tls else {
                logger.notice("SIGHUP: there is no certificate to read anew; settings are read on the start")
                continue
            }
            tls.reload()
        }
    }
}
