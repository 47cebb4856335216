import NIOCore
import NIOPosix

@testable import LoadBench

/// A server on a real socket that answers GRANTED when its script lets it.
final class ScriptedServer: Sendable {
    /// What the script says about the requests so far. It runs on the event loop.
    final class Script {
        /// Requests received, on all connections.
        private(set) var received = 0
        private var held: [(any Channel, String)] = []
        var isHolding = false
        /// Called after each request was taken in.
        var afterRequest: (Script) -> Void = { _ in }
        fileprivate(set) var channels: [any Channel] = []
        fileprivate var listener: (any Channel)?

        fileprivate func take(_ tag: String, on channel: any Channel) {
            received += 1
            held.append((channel, tag))
            afterRequest(self)
            if !isHolding { release() }
        }

        /// Answers everything that is held.
        func release() {
            for (channel, tag) in held {
                channel.writeAndFlush(ByteBuffer(string: "+\(tag) GRANTED mailbox=1001\r\n"), promise: nil)
            }
            held = []
        }

        /// Goes away, as a server that is killed does.
        func die() {
            listener?.close(promise: nil)
            for channel in channels { channel.close(promise: nil) }
        }
    }

    let address: LoadAddress
    private let listener: any Channel

    /// - Parameter script: sets the script up, on the event loop.
    init(on eventLoop: any EventLoop, script setUp: @escaping @Sendable (Script) -> Void) async throws {
        let script = try await eventLoop.submit {
            let script = Script()
            setUp(script)
            return NIOLoopBound(script, eventLoop: eventLoop)
        }.get()
        listener = try await ServerBootstrap(group: eventLoop)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    script.value.channels.append(channel)
                    let handler = LineHandler(
                        onLine: { line in
                            let words = String(decoding: line, as: UTF8.self).split(separator: " ")
                            guard words.last != "PING" else {
                                return channel.writeAndFlush(
                                    ByteBuffer(string: "+\(words[0]) PONG\r\n"), promise: nil)
                            }
                            script.value.take(String(words[0]), on: channel)
                        }, onClose: {})
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let bound = listener
        try await eventLoop.submit { script.value.listener = bound }.get()
        address = .tcp(host: "127.0.0.1", port: bound.localAddress?.port ?? 0)
    }

    func close() async {
        try? await listener.close().get()
    }
}
