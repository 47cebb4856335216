import Access
import Gatekeeping
import Logging
import NIOCore
import NIOSSL
import Session
import VoicemailModel
import Wire

/// Who is on the other side.
extension ConnectionHandler {
    /// A client that is known by its user on this machine, as the kernel has said. Whoever runs the server is not a client.
    func identifyByUser(_ context: ChannelHandlerContext) {
        guard case .unix = peer, let identity = session.identity, identity != ConnectionIdentity(unnamed: .admin) else {
            return
        }
        audit(identity, .peerUser, context)
    }

    /// A client certificate, which has been verified, says who this is before anything is asked.
    func identifyByCertificate(_ context: ChannelHandlerContext) {
        guard case .tcp(let address, _) = peer,
            let tls = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self),
            let certificate = tls.peerCertificate
        else { return }
        peer = .tcp(address, certificateNames: PeerFinder.names(in: certificate))
        let identity = gatekeeper.assumeIsolated { [peer] gatekeeper in
            gatekeeper.hasClients ? gatekeeper.identity(of: peer) : nil
        }
        guard let identity else { return }
        session.identified(as: identity)
        noteCaller()
        if let crowd = connections.identified(self, as: Flow(identity, peer)) { return refuse(crowd, context) }
        audit(identity, .certificate, context)
    }

    /// Nothing that such a client asks is looked at before its row in the audit is on disk, just as AUTH is not answered before
    /// its row is.
    private func audit(
        _ identity: ConnectionIdentity, _ reason: AuditEvent.Reason, _ context: ChannelHandlerContext
    ) {
        awaitsAudit = true
        let caller = Caller(identity, connection: number)
        let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
        gatekeeper.assumeIsolated { gatekeeper in
            gatekeeper.auditClient(reason, caller) { isOnDisk in
                connection.value.audited(isOnDisk: isOnDisk)
            }
        }
        logger.info(
            "client known without AUTH",
            metadata: [
                "connection": "\(number)", "client": "\(identity.name)", "peer": "\(peer.shown)",
                "by": "\(reason.text)",
            ])
    }

    /// Whoever has pointed another program at this port wants to know.
    func logForeign(_ error: ReplyError) {
        guard case .foreign(let other) = error else { return }
        logger.notice(
            "a client speaks another protocol",
            metadata: ["connection": "\(number)", "peer": "\(peer.shown)", "protocol": "\(other.rawValue)"])
    }

    /// Begins to check an AUTH.
    func authenticate(
        _ name: String, _ secret: SecretBytes, _ number: RequestNumber, _ context: ChannelHandlerContext
    ) -> PendingRequest {
        let eventLoop = context.eventLoop
        let connection = NIOLoopBound(self, eventLoop: eventLoop)
        return gatekeeper.assumeIsolated { [peer, connectionNumber = self.number] gatekeeper in
            .task(
                Task {
                    let result = await gatekeeper.authentication(
                        name, secret, peer, connection: connectionNumber, request: number.value)
                    connection.value.authenticated(number, result, now: eventLoop.now)
                })
        }
    }

    private func authenticated(
        _ number: RequestNumber, _ result: Result<ConnectionIdentity, Refusal>, now: NIODeadline
    ) {
        switch result {
        case .success(let identity):
            if let crowd = connections.identified(self, as: Flow(identity, peer)) {
                answered(number, .failure(.framing(crowd.sentence)))
                return drain()
            }
            session.authenticated(number, as: identity)
            noteCaller()
            lastRequest = now
            answered(number, .ok)
        case .failure(let refusal): answered(number, Reply(refusal))
        }
    }
}

extension Gatekeeper {
    /// What AUTH comes to.
    fileprivate func authentication(
        _ name: String, _ secret: SecretBytes, _ peer: Peer, connection: UInt64, request: UInt64
    ) async -> Result<ConnectionIdentity, Refusal> {
        do throws(Refusal) {
            return .success(
                try await authenticate(
                    name: name, secret: secret, peer: peer, connection: connection, request: request))
        } catch {
            return .failure(error)
        }
    }
}

extension Peer {
    /// Whether others may have sent it here: a browser or a load balancer gets to any port, and not to the Unix socket, where
    /// people type.
    var isStranger: Bool {
        switch self {
        case .tcp: true
        case .unix: false
        }
    }
}
