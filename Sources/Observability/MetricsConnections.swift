import Logging
import NIOCore
import VoicemailModel

/// The connections that the endpoint has. Lives on its event loop.
final class MetricsConnections {
    private var places = MetricsPlaces(limit: Limits.metricsConnections)
    private var channels: [MetricsPlaces.Guest: any Channel] = [:]
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    /// Gives it a place; another one may be closed for it.
    func enter(_ channel: any Channel) -> MetricsPlaces.Guest {
        let (guest, gone) = places.enter(from: channel.remoteAddress?.ipAddress ?? "unknown")
        channels[guest] = channel
        if let gone, let channel = channels.removeValue(forKey: gone) {
            logger.notice(
                "a metrics connection was closed: too many are open",
                metadata: ["peer": "\(channel.remoteAddress?.ipAddress ?? "unknown")"])
            channel.close(promise: nil)
        }
        return guest
    }

    func move(_ guest: MetricsPlaces.Guest, to stage: MetricsPlaces.Stage) {
        places.move(guest, to: stage)
    }

    func leave(_ guest: MetricsPlaces.Guest) {
        places.leave(guest)
        channels[guest] = nil
    }
}
