public import NIOPosix
import Synchronization

/// Counts how often an event loop has looked at its sockets.
public final class LoopPasses: NIOEventLoopMetricsDelegate {
    private let counter = Atomic<UInt64>(0)

    public init() {}

    var count: UInt64 { counter.load(ordering: .relaxed) }

    public func processedTick(info: NIOEventLoopTickInfo) {
        counter.wrappingAdd(1, ordering: .relaxed)
    }
}
