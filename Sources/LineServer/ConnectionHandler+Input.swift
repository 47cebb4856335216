import Gatekeeping
import NIOCore
import NIOTLS
import Session
import Wire

/// What comes in, and the steps that the session says. All but the shortest is done in turns.
extension ConnectionHandler: TurnTaker {
    var flow: Flow { share.flow }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        guard phase != .lingering else { return bytes.wipeReadableBytes() }
        isReading = true
        if hasBegun, pending.isEmpty {
            hasBegun = false
            gatekeeper.assumeIsolated { [number] in $0.inputFollowed(on: number) }
        }
        decoder.append(bytes)
        connections.turns.arrive(self)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        flush(context)
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent {
            HandshakeTurns.end(context.pipeline)
            identifyByCertificate(context)
        }
        if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            isInputEnded = true
            gatekeeper.assumeIsolated { [number] in $0.inputEnded(of: number) }
            if phase == .lingering { context.close(promise: nil) }
            connections.turns.arrive(self)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        connections.turns.arrive(self)
        context.fireChannelWritabilityChanged()
    }

    /// Reads on only while requests are taken: what is not read waits at the client.
    func read(context: ChannelHandlerContext) {
        if phase == .lingering || mayRead {
            context.read()
        } else {
            isReadWanted = true
        }
    }

    /// The session takes requests, the client takes replies, and all that has come was looked at.
    private var mayRead: Bool { takesRequests && !turn.isWaiting && !isCut && !isParked }

    private var takesRequests: Bool { session.shouldRead && isWritable }

    /// The audit has who this is, or cannot have it: then nothing is done for it.
    func audited(isOnDisk: Bool) {
        awaitsAudit = false
        guard let context else { return }
        if isOnDisk {
            connections.turns.arrive(self)
        } else {
            perform(session.receive(.malformed(.unavailable, tag: nil)), context)
        }
    }

    func answered(_ number: RequestNumber, _ reply: Reply) {
        pending[number] = nil
        guard !isGone else {
            if pending.isEmpty { connections.settle(self) }
            return
        }
        session.finish(number, reply)
        mayHaveSteps = true
        connections.turns.arrive(self)
    }

    // MARK: Turns

    func takeTurn(at begin: NIODeadline, until end: NIODeadline) -> Bool {
        guard let context, phase == .open else {
            connections.shares.wake(share)
            return false
        }
        isInTurn = true
        isCut = false
        turnEnd = end
        work = 0
        if mayHaveSteps {
            mayHaveSteps = false
            perform(session.next(), context)
        }
        if !isCut, decoder.heldBytes > 0 || isInputEnded { decode(context, at: begin) }
        isInTurn = false
        if isCut { mayHaveSteps = true }
        if !isReading { flush(context) }
        noteHeld(context)
        if isReadWanted, mayRead {
            isReadWanted = false
            context.read()
        }
        return isCut
    }

    /// Requests that were taken and are not answered. When none is pending, what waits behind none is answered in this turn.
    private var unanswered: Int { pending.isEmpty ? 0 : session.outstandingCount }

    /// Whether the turn is over. The clock is looked at now and then only, as that costs a part of what a request does: after some
    /// short requests, or one that is long.
    private func isTimeUp(_ bytes: Int) -> Bool {
        work += 64 + bytes
        guard work >= 512 else { return false }
        work = 0
        guard isInTurn, connections.turns.now() >= turnEnd else { return false }
        isCut = true
        return true
    }

    /// Tells the share what this connection has under way.
    private func noteHeld(_ context: ChannelHandlerContext) {
        // As it is after nearly every turn.
        if pending.isEmpty, isWritable, decoder.heldBytes == 0, held.isNone { return connections.shares.wake(share) }
        guard phase != .closed else { return }
        unsent = isWritable ? 0 : (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        let now = Held(requests: unanswered, bytes: decoder.heldBytes + unsent)
        let difference = now - held
        held = now
        connections.shares.change(share, by: difference)
        connections.shares.wake(share)
    }

    private func decode(_ context: ChannelHandlerContext, at time: NIODeadline) {
        // What is held of the rest of a request does not count: its end is waited for.
        let room = connections.shares.room(in: share, for: Held(requests: unanswered, bytes: unsent))
        guard room > 0 else { return connections.shares.park(self) }
        connections.shares.unpark(self)
        let (most, mostBytes) = (unanswered + room, connections.shares.replyBytes(in: share))
        // Once for all requests of a read: to find out that this thread is the gatekeeper's costs as much as to answer one.
        let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
        let hasDecoded = gatekeeper.assumeIsolated {
            connection.value.decodeRequests($0, most: most, mostBytes: mostBytes)
        }
        if hasDecoded, caller != nil { lastRequest = time }
        if unanswered >= most, takesRequests, decoder.heldBytes > 0 { return connections.shares.park(self) }
        if isInputEnded, !isCut, !awaitsAudit, takesRequests {
            if let rest = decoder.finish() {
                perform(session.receive(rest), context)
            }
            session.inputEnded()
            perform(session.next(), context)
        }
    }

    /// - Parameters:
    ///   - most: no more requests are taken when so many are unanswered;
    ///   - mostBytes: nor when there are so many bytes of replies to send.
    /// - Returns: whether there was any.
    private func decodeRequests(_ gatekeeper: isolated Gatekeeper, most: Int, mostBytes: Int) -> Bool {
        guard let context else { return false }
        var hasDecoded = false
        var heldBytes = decoder.heldBytes
        while !awaitsAudit, takesRequests, unanswered < most, let decoded = decoder.next() {
            hasDecoded = true
            switch consume decoded {
            case .request(let tag, let request):
                // Nearly every request is in memory and need not wait for its turn.
                if session.mayAnswerAtOnce(isTagged: tag != nil), let caller,
                    let reply = gatekeeper.answerNow(request, from: caller, connections.prepared)
                {
                    write(reply, tag, context)
                } else {
                    perform(session.receive(.request(tag: tag, request)), context)
                }
            case .rejected(let tag, let error, let command):
                connections.metrics.refused(error)
                perform(session.receive(.rejected(tag: tag, error, of: command)), context)
            case .malformed(let error, let tag):
                connections.metrics.refused(error)
                logForeign(error)
                perform(session.receive(.malformed(error, tag: tag)), context)
            }
            if replies.readableBytes >= mostBytes {
                isCut = true
                break
            }
            let bytes = heldBytes - decoder.heldBytes
            heldBytes = decoder.heldBytes
            if heldBytes > 0, isTimeUp(bytes) { break }
        }
        return hasDecoded
    }

    // MARK: Steps

    func perform(_ first: SessionStep?, _ context: ChannelHandlerContext) {
        var step = first
        while let current = step {
            switch current {
            case .write(let tag, let reply):
                write(reply, tag, context)
            case .answer(let tag, let request):
                if let reply = answerNow(request) {
                    write(reply, tag, context)
                } else {
                    begin(session.begin(tag, request), request, context)
                }
            case .start(let number, let request):
                if let reply = answerNow(request) {
                    session.finish(number, reply)
                } else {
                    begin(number, request, context)
                }
            case .close:
                phase = .closing
                decoder.discard()
            }
            if isTimeUp(0) { break }
            step = session.next()
        }
        // What was answered is sent now, unless more of the same read or turn follows.
        if phase == .closing || !(isReading || isInTurn) { flush(context) }
    }
}
