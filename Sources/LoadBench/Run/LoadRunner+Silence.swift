import NIOCore

/// A server that accepts everything and says nothing, as one does that is stopped or stuck: its connections stay open, so
/// nothing else would end the run.
extension LoadRunner {
    /// How long nothing at all may be answered. Far longer than a request may take, so that a stall that ends is measured
    /// instead.
    var silenceLimit: Duration { plan.deadline + Self.grace + .seconds(5) }

    private static let checkInterval = TimeAmount.milliseconds(500)

    /// Ends the run when the server has been silent for too long.
    func watchForSilence() {
        guard !isStopping else { return }
        let now = now
        if machine.outstanding == 0 { silentSince = now }
        guard now - silentSince < silenceLimit else {
            let seconds = Figures.fixed(silentSince.seconds, 1)
            return fail(.silent(address, "since \(seconds) s into the run"))
        }
        eventLoop.scheduleTask(in: Self.checkInterval) { self.assumeIsolated { $0.watchForSilence() } }
    }

    /// Ends a search in which a whole step was not answered.
    func endSilentSearch() {
        fail(.silent(address, "in a whole step of the search"))
    }
}
