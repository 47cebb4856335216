import NIOCore
import NIOHTTP1

/// What the service is asked, for all connections. Lives on the endpoint's event loop.
final class MetricsQuestions {
    let metrics: SharedQuestion
    let readiness: SharedQuestion
    /// Time that an answer may take.
    let patience: TimeAmount
    private let content: MetricsEndpoint.Content

    init(_ content: MetricsEndpoint.Content, patience: TimeAmount, on eventLoop: any EventLoop) {
        self.content = content
        self.patience = patience
        metrics = SharedQuestion(on: eventLoop) {
            await content.refresh()
            return MetricsAnswer(metrics: content.render())
        }
        readiness = SharedQuestion(on: eventLoop) {
            guard let objection = await content.readiness() else { return MetricsAnswer(.ok, "ready") }
            return MetricsAnswer(.serviceUnavailable, objection)
        }
    }

    func forget(_ guest: MetricsPlaces.Guest) {
        metrics.forget(guest)
        readiness.forget(guest)
    }

    // MARK: When there is no answer in time

    /// What is shown is as it was.
    func oldMetrics() -> MetricsAnswer {
        MetricsAnswer(metrics: content.render())
    }

    func noReadiness() -> MetricsAnswer {
        MetricsAnswer(.serviceUnavailable, "The server did not say in time that it can work.")
    }
}
