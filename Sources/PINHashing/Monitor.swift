import Glibc

/// A value that threads share under a lock, and can wait on for a change.
///
/// Threads that hash block while they wait, which neither `Synchronization.Mutex` nor an actor lets them do.
final class Monitor<State>: @unchecked Sendable {
    // Unchecked: `state` is only touched in `withLock`, while `mutex` is held. The mutex and the condition live at fixed
    // addresses from `init` to `deinit`, and pthreads may use them from every thread.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var state: State

    init(_ state: sending State) {
        self.state = state
        // Neither call fails with default attributes.
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // A wait must not end early or late because somebody set the clock.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func withLock<Result>(_ body: (inout State) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&state)
    }

    /// Wakes one thread that waits.
    func signal() {
        pthread_cond_signal(condition)
    }

    /// Wakes all threads that wait.
    func broadcast() {
        pthread_cond_broadcast(condition)
    }

    /// Asks `body` for a value, again after each signal, until there is one.
    ///
    /// - Parameter seconds: nil when `seconds` have passed without one; with nil it waits for ever.
    func wait<Result>(seconds: Int?, for body: (inout State) -> Result?) -> Result? {
        var end = timespec()
        clock_gettime(CLOCK_MONOTONIC, &end)
        end.tv_sec += seconds ?? 0
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result = body(&state) { return result }
            if seconds == nil {
                pthread_cond_wait(condition, mutex)
            } else if pthread_cond_timedwait(condition, mutex, &end) == ETIMEDOUT {
                return body(&state)
            }
        }
    }
}
