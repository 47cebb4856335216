import NIOCore
import NIOPosix

/// The connections of a run: opened at its begin, and again when they are closed.
extension LoadRunner {
    /// How long a closed connection waits before it is opened again.
    private static let reconnectDelay = TimeAmount.milliseconds(250)
    /// Connections that are opened at once: fewer than a listener's queue holds.
    private static let openingAtOnce = 64

    /// Opens all connections and starts the clock.
    func open() async throws(LoadFailure) {
        for first in stride(from: 0, to: plan.connections, by: Self.openingAtOnce) {
            let opened = (first..<min(first + Self.openingAtOnce, plan.connections)).map { ($0, connect($0)) }
            for (index, future) in opened {
                do {
                    channels[index] = try await future.get()
                } catch {
                    throw LoadFailure(error, connectingTo: address)
                }
            }
        }
        try await greet()
        started = .now()
        watchForSilence()
    }

    private func connect(_ index: Int) -> EventLoopFuture<any Channel> {
        let bootstrap = ClientBootstrap(group: eventLoop)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = LineHandler(
                        onLine: { line in self.assumeIsolated { $0.received(ReplyHead(line), on: index) } },
                        onClose: { self.assumeIsolated { $0.closed(index) } })
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        return switch address {
        case .tcp(let host, let port): bootstrap.connect(host: host, port: port)
        case .unix(let path): bootstrap.connect(unixDomainSocketPath: path)
        }
    }

    private func closed(_ index: Int) {
        channels[index] = nil
        if greeting != nil { return greeted(index, isRefused: true) }
        unlock(machine.closed(index, now: now))
        resumeWhenIdle()
        guard !isStopping else { return }
        reopen(index, after: machine.openConnections == 0 ? .zero : Self.reconnectDelay)
    }

    private func reopen(_ index: Int, after delay: TimeAmount) {
        eventLoop.scheduleTask(in: delay) {
            self.assumeIsolated { runner in
                guard !runner.isStopping else { return }
                runner.connect(index).whenComplete { result in
                    self.assumeIsolated { $0.reopened(index, result) }
                }
            }
        }
    }

    private func reopened(_ index: Int, _ result: Result<any Channel, any Error>) {
        switch result {
        case .success(let channel):
            guard !isStopping, channel.isActive else { return channel.close(promise: nil) }
            channels[index] = channel
            machine.opened(index, now: now).forEach(write)
            if isClosedLoop { refill(index) }
            flush()
        case .failure where machine.openConnections > 0:
            reopen(index, after: Self.reconnectDelay)
        case .failure:
            // Nobody is left to ask: what has been measured so far is what there is.
            let seconds = Figures.fixed(now.seconds, 1)
            fail(
                LoadFailure(
                    "the server at \(address) went away \(seconds) s into the run;"
                        + " what was measured until then is shown."
                ))
        }
    }

    func close() async {
        isStopping = true
        for channel in channels.compactMap({ $0 }) { channel.close(promise: nil) }
    }
}
