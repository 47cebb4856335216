import Gatekeeping
import Logging
import NIOCore
import Session
import VoicemailModel
import Wire

/// What is asked of the core, and by whom.
extension ConnectionHandler {
    /// What is in memory is asked for here and now: this event loop is the gatekeeper's executor.
    func answerNow(_ request: Request) -> Reply? {
        guard let caller else {
            // Before anybody is known, PING alone comes here.
            guard case .ping(let text) = request else { return nil }
            return text.map { .text($0) } ?? .pong
        }
        let connection = NIOLoopBound(connections, eventLoop: gatekeeper.eventLoop)
        return gatekeeper.assumeIsolated { $0.answerNow(request, from: caller, connection.value.prepared) }
    }

    /// From now on requests are asked by whoever the session says.
    func noteCaller() {
        caller = session.identity.map { Caller($0, connection: number, address: peer.shown) }
    }

    func begin(_ number: RequestNumber, _ request: Request, _ context: ChannelHandlerContext) {
        hasBegun = true
        if case .authenticate(let name, let secret, _) = request {
            pending[number] = authenticate(name, secret, number, context)
            return
        }
        guard var caller else { return answered(number, .failure(.unavailable)) }
        caller.request = number.value
        let (origin, connection) = (caller, NIOLoopBound(self, eventLoop: context.eventLoop))
        pending[number] = gatekeeper.assumeIsolated { gatekeeper in
            gatekeeper.begin(request, from: origin, connection.value.connections.prepared) { reply in
                let handler = connection.value
                handler.answered(number, reply ?? handler.defect("no answer for this request", number))
            }
        }
    }

    /// Logs a defect of ours under an id that the client is told.
    private func defect(_ what: String, _ number: RequestNumber) -> Reply {
        let id = String(UInt32.random(in: .min ... .max), radix: 16)
        connections.metrics.defectFound()
        logger.error(
            "internal defect",
            metadata: [
                "connection": "\(self.number)", "request": "\(number.value)", "defect": "\(id)", "what": "\(what)",
            ])
        return .failure(.internalDefect(id: id))
    }
}
