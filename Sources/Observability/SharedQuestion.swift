import NIOCore

/// What the service is asked for one after another: all who ask in the meantime share the next answer, so that however many ask, the
/// service is asked no faster than it answers. Lives on the endpoint's event loop.
final class SharedQuestion {
    typealias Guest = MetricsPlaces.Guest
    typealias Told = (MetricsAnswer) -> Void

    private let eventLoop: any EventLoop
    private let find: @Sendable () async -> MetricsAnswer
    /// Whose answer is under way, if one is.
    private var asking: [Guest: Told]?
    /// Who came after that had begun: it may tell what was true before they asked.
    private var waiting: [Guest: Told] = [:]

    /// - Parameter find: finds an answer out.
    init(on eventLoop: any EventLoop, _ find: @escaping @Sendable () async -> MetricsAnswer) {
        self.eventLoop = eventLoop
        self.find = find
    }

    func ask(_ guest: Guest, _ told: @escaping Told) {
        waiting[guest] = told
        askNext()
    }

    /// It waits no longer.
    func forget(_ guest: Guest) {
        waiting[guest] = nil
        asking?[guest] = nil
    }

    private func askNext() {
        guard asking == nil, !waiting.isEmpty else { return }
        asking = waiting
        waiting = [:]
        let question = NIOLoopBound(self, eventLoop: eventLoop)
        Task { [eventLoop, find] in
            let answer = await find()
            eventLoop.execute { question.value.answered(answer) }
        }
    }

    private func answered(_ answer: MetricsAnswer) {
        let waiters = asking ?? [:]
        asking = nil
        for told in waiters.values { told(answer) }
        askNext()
    }
}
