import DequeModule

/// Which request goes where, and what its answer counts as: everything about a run but its input and output.
///
/// Time comes in as an argument, counted from the run's begin. A request is
///
///     due ─▶ in flight ─▶ ended            when a connection has a place for it
///     due ─▶ waiting ─▶ in flight ─▶ ended  when none has: its time still counts from when it was due
///     due ─▶ ended, unsent                  when as many as may be are waiting or in flight
struct LoadMachine: Sendable {
    /// What a connection is to send: `ticket` is the tag by which its answer is known.
    struct Sending: Equatable {
        let connection: Int
        let ticket: UInt64
        let request: PlannedRequest
    }

    enum DueAction: Equatable {
        case send(Sending)
        /// It waits for a place on a connection.
        case wait
        /// It is counted as unsent.
        case giveUp
    }

    /// What is to be done when a request has ended.
    struct EndAction: Equatable {
        /// A waiting request takes the place.
        var send: Sending?
        /// This mailbox for wrong PINs is to be unlocked.
        var unlock: Int?
    }

    private struct Connection {
        var isOpen = true
        var inFlight: Set<UInt64> = []
    }

    private struct InFlight {
        let request: PlannedRequest
        let scheduled: Duration
        let connection: Int
    }

    private(set) var measurements: Measurements
    private(set) var traffic: TrafficGenerator
    private let depth: Int
    private let limit: Int
    private var connections: [Connection]
    private var nextConnection = 0
    private var lastTicket: UInt64 = 0
    private var inFlight: [UInt64: InFlight] = [:]
    private var waiting: Deque<Duration> = []

    /// - Parameters:
    ///   - depth: requests in flight on one connection.
    ///   - limit: requests in flight and waiting, in all.
    init(connections: Int, depth: Int, limit: Int, traffic: TrafficGenerator, measurements: Measurements) {
        self.connections = Array(repeating: Connection(), count: connections)
        self.depth = depth
        self.limit = limit
        self.traffic = traffic
        self.measurements = measurements
    }

    var outstanding: Int { inFlight.count + waiting.count }
    var openConnections: Int { connections.count { $0.isOpen } }

    /// A request of an open loop is due.
    mutating func fellDue(at scheduled: Duration, now: Duration) -> DueAction {
        measurements.fellDue(scheduled, now: now)
        guard outstanding < limit else {
            // What kind of request it would have been is not decided, so that the mix of what is sent stays as it is.
            measurements.ended(nil, as: .unsent, scheduled: scheduled, now: now)
            return .giveUp
        }
        guard let connection = connectionWithPlace() else {
            waiting.append(scheduled)
            return .wait
        }
        return .send(send(on: connection, scheduled: scheduled, now: now))
    }

    /// The next request of a closed loop, on this connection; nil when it is closed or has no place.
    mutating func begin(on connection: Int, now: Duration) -> Sending? {
        guard hasPlace(connection) else { return nil }
        measurements.fellDue(now, now: now)
        return send(on: connection, scheduled: now, now: now)
    }

    /// An answer came in on `connection`. Nil when nobody waits for it: it was given up before.
    mutating func answered(
        _ ticket: UInt64, on connection: Int, as outcome: Outcome, now: Duration
    ) -> EndAction? {
        guard inFlight[ticket]?.connection == connection else { return nil }
        var action = EndAction(unlock: end(ticket, as: outcome, now: now))
        action.send = sendWaiting(on: connection, now: now)
        return action
    }

    /// A connection is gone, and with it the answers to what was in flight on it. Returns the mailboxes to be unlocked.
    mutating func closed(_ connection: Int, now: Duration) -> [Int] {
        connections[connection].isOpen = false
        return connections[connection].inFlight.sorted().compactMap { end($0, as: .lost, now: now) }
    }

    /// A connection is there again. Returns what waited for it.
    mutating func opened(_ connection: Int, now: Duration) -> [Sending] {
        connections[connection].isOpen = true
        var sendings: [Sending] = []
        while let sending = sendWaiting(on: connection, now: now) { sendings.append(sending) }
        return sendings
    }

    mutating func unlocked(_ wrongMailbox: Int) {
        traffic.unlocked(wrongMailbox)
    }

    /// No more requests fall due.
    mutating func stopSending(now: Duration) {
        measurements.stopSending(now: now)
    }

    mutating func beginLap() {
        measurements.beginLap()
    }

    /// Gives up what is still outstanding. Returns the mailboxes to be unlocked.
    mutating func giveUp(now: Duration) -> [Int] {
        while let scheduled = waiting.popFirst() {
            measurements.ended(nil, as: .unsent, scheduled: scheduled, now: now)
        }
        return inFlight.keys.sorted().compactMap { end($0, as: .lost, now: now) }
    }

    mutating func finish() {
        measurements.finish()
    }

    private func hasPlace(_ connection: Int) -> Bool {
        connections[connection].isOpen && connections[connection].inFlight.count < depth
    }

    /// The next connection in turn that has a place.
    private mutating func connectionWithPlace() -> Int? {
        // With a place on every connection taken there is none to look for.
        guard inFlight.count < connections.count * depth else { return nil }
        for _ in connections.indices {
            let candidate = nextConnection
            nextConnection = (nextConnection + 1) % connections.count
            if hasPlace(candidate) { return candidate }
        }
        return nil
    }

    private mutating func sendWaiting(on connection: Int, now: Duration) -> Sending? {
        guard hasPlace(connection), let scheduled = waiting.popFirst() else { return nil }
        return send(on: connection, scheduled: scheduled, now: now)
    }

    private mutating func send(on connection: Int, scheduled: Duration, now: Duration) -> Sending {
        lastTicket += 1
        let request = traffic.next()
        measurements.sent(scheduled, now: now)
        inFlight[lastTicket] = InFlight(request: request, scheduled: scheduled, connection: connection)
        connections[connection].inFlight.insert(lastTicket)
        return Sending(connection: connection, ticket: lastTicket, request: request)
    }

    private mutating func end(_ ticket: UInt64, as outcome: Outcome, now: Duration) -> Int? {
        guard let ended = inFlight.removeValue(forKey: ticket) else { return nil }
        connections[ended.connection].inFlight.remove(ticket)
        measurements.ended(ended.request.kind, as: outcome, scheduled: ended.scheduled, now: now)
        return traffic.ended(ended.request)
    }
}
