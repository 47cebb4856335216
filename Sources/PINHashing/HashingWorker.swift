import Glibc
import VoicemailModel

/// What one hashing thread does from its start to its end.
struct HashingWorker: Sendable {
    /// Bytes wiped before looking for new work again: a fraction of a millisecond.
    private static let wipedAtOnce = 2 << 20
    /// Idle time after which the memory goes back to the kernel. A busy server never gets there; a quiet one does not sit
    /// on memory that others could use.
    private static let idleSeconds = 10

    private enum Next {
        case job(HashingPool.Job)
        case stop
    }

    let hasher: Argon2Hasher
    let monitor: Monitor<HashingPool.State>
    let metrics: HashingMetrics

    @Sendable func run() {
        // What does not hash takes microseconds, and goes first; but a flood of it must not keep hashes from the processors, as it
        // would at 19. On Linux a priority belongs to a thread, and 0 is the calling one. It is ours to lower; should that fail,
        // the server is slower under load, and right.
        _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, 15)
        while case .job(let job) = next() { perform(job) }
        KeptMemory.release()
        monitor.withLock { $0.threads -= 1 }
    }

    private func perform(_ job: consuming HashingPool.Job) {
        let (completion, given) = (job.completion, job.given)
        let began = ContinuousClock.now
        let result = hasher.perform(job.work)
        let end = ContinuousClock.now
        // The PINs are wiped with the last reference to them; ours ends here, not when the next work comes.
        _ = consume job
        // A stored string may cost more than this server's own. What it took beyond is not kept.
        KeptMemory.shrink(to: hasher.parameters.memory)
        monitor.withLock { $0.schedule.finished(took: end - began) }
        // Before the answer, so that whoever has it finds it counted.
        metrics.record(waited: began - given, ran: end - began)
        completion(result)
    }

    /// The next work. As long as there is none, what the last hash left behind is wiped, piece by piece so that new work
    /// does not wait for it; `hash_memory.c` says why all of it, and why not under load.
    private func next() -> Next {
        var dirty = true
        while dirty {
            if let next = monitor.withLock(Self.next) { return next }
            dirty = KeptMemory.wipe(Self.wipedAtOnce) > 0
        }
        if let next = monitor.wait(seconds: KeptMemory.size > 0 ? Self.idleSeconds : nil, for: Self.next) {
            return next
        }
        KeptMemory.release()
        return monitor.wait(seconds: nil, for: Self.next) ?? .stop
    }

    private static func next(_ state: inout HashingPool.State) -> Next? {
        if state.isStopping { return .stop }
        return state.schedule.take(now: .now).map { .job($0) }
    }
}
