import DequeModule
public import VoicemailModel
public import Wire

/// What one connection does next: which request is answered when, in what order replies leave, and when it closes.
///
/// Pure: it is told what happened and says what to do. The runner passes every decoded request to `receive(_:)`, does the
/// step that it gets, then takes further steps from `next()` until there is none; so a long chain of requests that waited
/// is worked off in a loop. After any other event it takes steps from `next()` likewise.
///
/// ```
/// open ──────── QUIT, malformed bytes ───────▶ finishing, with a farewell ──▶ closed
///  │  requests start and are answered           what is outstanding is         nothing
///  │                                            answered, what comes is        happens
///  │                                            ignored                        any more
///  ├── input ended, drain, idle and nothing outstanding ─▶ finishing ──▶ closed
///  └── connection lost (from any state) ───────────────────────────────▶ closed
/// ```
public struct SessionStateMachine: Sendable {
    private enum State {
        /// Requests are taken.
        case open
        /// No more requests are taken; what is outstanding is answered, then the farewell, then the connection closes.
        case finishing(farewell: Farewell?)
        /// Nothing happens any more.
        case closed
    }

    private struct Farewell {
        var tag: Tag?
        var reply: Reply
    }

    /// Who this connection is; nil as long as that is not known, and then only the commands that need no name are answered.
    public private(set) var identity: ConnectionIdentity? {
        didSet { isKnown = identity != nil }
    }
    /// Whether there is one: asked at each request, and a Boolean is cheaper to look at.
    private var isKnown: Bool
    /// The AUTH that is being checked; there is one at a time.
    var authentication: RequestNumber? { checked?.number }
    /// The same, and the HELLO that it was part of.
    private var checked: (number: RequestNumber, hello: Hello?)?
    /// Untagged AUTHs that are not answered: what comes behind them is judged when they are.
    private var untaggedAuthentications = 0
    private let pipelineLimit: Int

    /// The connection's number, as HELLO says it.
    public var connection: UInt64 = 0
    let serverVersion: String
    /// Of RESP, as HELLO has set it. Every other reply is the same in both.
    var version = Hello.Version.two

    private var state: State = .open
    private var untagged = UntaggedQueue()
    private var tagged: [RequestNumber: Tag] = [:]
    private var taggedCount: UInt64 = 0
    /// Replies of tagged requests, which wait for the runner only.
    private var ready: Deque<(Tag, Reply)> = []
    private var isPaused = false

    /// - Parameters:
    ///   - identity: nil when the connection must say who it is.
    ///   - pipelineLimit: so many requests may be unanswered before no more are read; fewer before it is known who asks.
    ///   - serverVersion: what HELLO says of the server.
    public init(identity: ConnectionIdentity?, pipelineLimit: Int, serverVersion: String) {
        self.serverVersion = serverVersion
        self.identity = identity
        isKnown = identity != nil
        self.pipelineLimit = max(1, pipelineLimit)
    }

    /// Requests that were taken and are not answered.
    public var outstandingCount: Int { untagged.count + tagged.count + ready.count }

    /// Whether the runner should read from the connection and pass on what it has decoded. False from the pipeline limit on
    /// until half of it has been answered, and when the connection takes no more requests.
    public var shouldRead: Bool {
        switch state {
        case .open: !isPaused
        case .finishing, .closed: false
        }
    }

    /// Whether a request that is just decoded may be answered at once: it is known who asks, and nothing is to be answered before
    /// it. The runner that can answer it does so, and this machine need not know; any other goes to `receive(_:)`.
    public func mayAnswerAtOnce(isTagged: Bool) -> Bool {
        switch state {
        case .open: isKnown && (isTagged || untagged.isEmpty)
        case .finishing, .closed: false
        }
    }

    // MARK: Events

    /// A request was decoded. Returns the first thing to do, if any; requests that come when no more are taken are ignored.
    public mutating func receive(_ decoded: DecodedRequest) -> SessionStep? {
        switch state {
        case .open: break
        case .finishing, .closed: return next()
        }
        switch decoded {
        case .request(let tag, .quit):
            state = .finishing(farewell: Farewell(tag: tag, reply: .ok))
            return next()
        case .malformed(let error, let tag):
            state = .finishing(farewell: Farewell(tag: tag, reply: .failure(error)))
            return next()
        case .rejected(let tag, let error, let command):
            guard let command else { return take(tag, reply: .failure(error)) }
            // Who may not ask it at all is told that, whatever its arguments are.
            return take(tag, .invalid(command, error))
        case .request(let tag, let request): return take(tag, request)
        }
    }

    /// A request of `.answer` could not be answered at once: it runs from now on under the number returned.
    public mutating func begin(_ tag: Tag?, _ request: Request) -> RequestNumber {
        defer { updatePause() }
        let number: RequestNumber
        if let tag {
            number = RequestNumber(tagged: taggedCount)
            taggedCount += 1
            tagged[number] = tag
        } else {
            number = untagged.begin(request)
            if request.isAuthentication { untaggedAuthentications += 1 }
        }
        noteAuthentication(request, number)
        return number
    }

    /// What is known of the other side says who it is: a TLS client certificate has been verified.
    public mutating func identified(as identity: ConnectionIdentity) {
        self.identity = identity
    }

    /// The AUTH that runs under this number was right. Its reply is reported by `finish(_:_:)`, as of any request.
    public mutating func authenticated(_ number: RequestNumber, as identity: ConnectionIdentity) {
        guard authentication == number else { return }
        self.identity = identity
    }

    /// The reply of a request that was begun or started is ready. One that is not outstanding is ignored: it lost a race
    /// against the end of the connection.
    public mutating func finish(_ number: RequestNumber, _ reply: Reply) {
        var reply = reply
        if let checked, checked.number == number {
            self.checked = nil
            if !number.isTagged { untaggedAuthentications -= 1 }
            if case .ok = reply, let hello = checked.hello { reply = greet(hello) }
        }
        guard number.isTagged else {
            let wasRunning = untagged.finish(number.position, reply)
            assert(wasRunning || isClosed, "a reply for a request that does not run")
            return
        }
        guard let tag = tagged.removeValue(forKey: number) else {
            assert(isClosed, "a reply for a request that does not run")
            return
        }
        // An idle connection keeps no memory for the many requests that it once had at a time.
        if tagged.isEmpty, tagged.capacity > 32 { tagged = [:] }
        ready.append((tag, reply))
    }

    /// The client sends no more, and all that it sent has been passed on.
    public mutating func inputEnded() {
        finishUp()
    }

    /// The server stops. What was passed on is answered, no more is taken.
    public mutating func drainStarted() {
        finishUp()
    }

    /// No whole request came for the idle time: the connection closes, unless an answer is being worked on.
    public mutating func idleTimerFired() {
        guard outstandingCount == 0 else { return }
        finishUp()
    }

    /// The connection is gone. Returns the requests that ran, for the runner to take back what it can.
    public mutating func connectionLost() -> [RequestNumber] {
        let running = untagged.running + tagged.keys
        state = .closed
        checked = nil
        untaggedAuthentications = 0
        untagged = UntaggedQueue()
        tagged = [:]
        ready = []
        return running
    }

    // MARK: Steps

    /// The next thing to do, or nil when the runner waits for the next event.
    public mutating func next() -> SessionStep? {
        if let (tag, reply) = ready.popFirst() {
            updatePause()
            return .write(tag, reply)
        }
        if let reply = untagged.takeReply() {
            updatePause()
            return .write(nil, reply)
        }
        while let start = untagged.takeStart() {
            // Judged now: what was before it may have said who this connection is.
            switch judged(start.request) {
            case .request(let request):
                noteAuthentication(request, start.number)
                return .start(start.number, request)
            case .reply(let reply):
                if start.request.isAuthentication { untaggedAuthentications -= 1 }
                finish(start.number, reply)
                if let reply = untagged.takeReply() {
                    updatePause()
                    return .write(nil, reply)
                }
            }
        }
        switch state {
        case .open, .closed:
            return nil
        case .finishing(let farewell):
            guard outstandingCount == 0 else { return nil }
            guard let farewell else {
                state = .closed
                return .close
            }
            state = .finishing(farewell: nil)
            return .write(farewell.tag, farewell.reply)
        }
    }

    // MARK: Inside

    private var isClosed: Bool {
        switch state {
        case .closed: true
        case .open, .finishing: false
        }
    }

    private mutating func finishUp() {
        switch state {
        case .open: state = .finishing(farewell: nil)
        case .finishing, .closed: break
        }
    }

    private mutating func noteAuthentication(_ request: Request, _ number: RequestNumber) {
        if case .authenticate(_, _, let hello) = request { checked = (number, hello) }
    }

    /// A request that is answered at once, or in its turn.
    private mutating func take(_ tag: Tag?, _ request: Request) -> SessionStep? {
        if tag == nil, untaggedAuthentications > 0 { return hold(request) }
        switch judged(request) {
        case .reply(let reply): return take(tag, reply: reply)
        case .request(let request):
            guard tag == nil, !untagged.isEmpty else { return .answer(tag, request) }
            return hold(request)
        }
    }

    /// A reply that needs no work: it leaves at once, or in its turn.
    private mutating func take(_ tag: Tag?, reply: Reply) -> SessionStep? {
        guard tag == nil, !untagged.isEmpty else { return .write(tag, reply) }
        untagged.hold(reply)
        updatePause()
        return next()
    }

    /// A request that waits for its turn.
    private mutating func hold(_ request: Request) -> SessionStep? {
        untagged.hold(request)
        if request.isAuthentication { untaggedAuthentications += 1 }
        updatePause()
        return next()
    }

    private mutating func updatePause() {
        let limit = isKnown ? pipelineLimit : min(pipelineLimit, Limits.requestsOfStranger)
        if outstandingCount >= limit {
            isPaused = true
        } else if outstandingCount <= limit / 2 {
            isPaused = false
        }
    }
}
