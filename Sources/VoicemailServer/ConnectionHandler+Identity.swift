import Access
import Logging
import NIOCore
import NIOSSL
import Session
import VoicemailModel
import Wire

/// Who is on the other side.
extension ConnectionHandler {
    /// Time without a request after which the connection closes; of one that has not said who it is, its whole time for that:
    /// otherwise anybody could hold all connections with a PING now and then.
    var allowedIdle: TimeAmount {
        session.identity == nil ? min(idle, .seconds(Int64(Limits.unauthenticatedIdleSeconds))) : idle
    }

    /// A client that is known by its user on this machine, as the kernel has said. Whoever runs the server is no client.
    func noteUser() {
        guard case .unix = peer, let identity = session.identity, identity != ConnectionIdentity(unnamed: .admin) else {
            return
        }
        gatekeeper.noteClient(
            identity, .peerUser, from: RequestOrigin(connection: number, request: 0, client: identity.name))
        logger.info(
            "client known by its user",
            metadata: ["connection": "\(number)", "client": "\(identity.name)", "peer": "\(peer.shown)"])
    }

    /// A client certificate, which has been verified, says who this is before anything is asked.
    func identifyByCertificate(_ context: ChannelHandlerContext) {
        guard case .tcp(let address, _) = peer,
            let tls = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self),
            let certificate = tls.peerCertificate
        else { return }
        peer = .tcp(address, certificateNames: PeerFinder.names(in: certificate))
        let identity = gatekeeper.assumeIsolated { [peer] gatekeeper in
            gatekeeper.clients.isEmpty ? nil : gatekeeper.identity(of: peer)
        }
        guard let identity else { return }
        session.identified(as: identity)
        gatekeeper.noteClient(
            identity, .certificate, from: RequestOrigin(connection: number, request: 0, client: identity.name))
        logger.info(
            "client known by its certificate",
            metadata: ["connection": "\(number)", "client": "\(identity.name)", "peer": "\(peer.shown)"])
    }

    /// Checks an AUTH; the task takes it back.
    func authenticate(
        _ name: String?, _ secret: SecretBytes, _ number: RequestNumber, from origin: RequestOrigin,
        _ context: ChannelHandlerContext
    ) -> Task<Void, Never> {
        let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
        return gatekeeper.assumeIsolated { [peer] gatekeeper in
            gatekeeper.beginAuthentication(name: name, secret: secret, peer: peer, from: origin) { result in
                connection.value.authenticated(number, result)
            }
        }
    }

    private func authenticated(_ number: RequestNumber, _ result: Authentication) {
        switch result {
        case .accepted(let identity):
            session.authenticated(number, as: identity)
            lastRequest = .now()
            answered(number, .ok)
        case .refused(let error): answered(number, .failure(error))
        }
    }
}
