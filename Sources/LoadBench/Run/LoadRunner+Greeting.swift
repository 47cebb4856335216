import NIOCore

/// A connection that the server refuses is open for a moment, too. So each is asked for a sign of life before the load
/// begins: with fewer than were asked for, the figures would be another plan's.
extension LoadRunner {
    /// What is known of the connections while they are greeted.
    struct Greeting {
        /// Those that have not answered yet.
        var awaited: Set<Int>
        var refused = 0
        var whenOver: CheckedContinuation<Void, Never>?
    }

    /// Asks each connection for a PONG.
    func greet() async throws(LoadFailure) {
        greeting = Greeting(awaited: Set(channels.indices))
        let timeout = eventLoop.scheduleTask(in: .nanoseconds(Int64(silenceLimit.seconds * 1e9))) {
            self.assumeIsolated { $0.endGreeting() }
        }
        await withCheckedContinuation { continuation in
            greeting?.whenOver = continuation
            for index in channels.indices {
                // One that is gone already said so before anybody listened.
                guard let channel = channels[index], channel.isActive else {
                    greeted(index, isRefused: true)
                    continue
                }
                // Tickets of requests begin with 1.
                channel.writeAndFlush(ByteBuffer(string: "@0 PING\r\n"), promise: nil)
            }
        }
        timeout.cancel()
        let (silent, refused) = (greeting?.awaited.count ?? 0, greeting?.refused ?? 0)
        greeting = nil
        if refused > 0 {
            throw .refused(address, refused, of: channels.count)
        }
        if silent > 0 { throw .silent(address, "on \(Figures.grouped(silent)) of the connections") }
    }

    /// A connection has answered, or was refused.
    func greeted(_ index: Int, isRefused: Bool) {
        guard greeting?.awaited.remove(index) != nil else { return }
        if isRefused { greeting?.refused += 1 }
        if greeting?.awaited.isEmpty == true { endGreeting() }
    }

    private func endGreeting() {
        greeting?.whenOver?.resume()
        greeting?.whenOver = nil
    }
}
