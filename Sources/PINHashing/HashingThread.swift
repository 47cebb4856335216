import Glibc

/// A thread of its own, for work that would block an event loop or Swift's cooperative pool.
struct HashingThread: Sendable {
    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    private let thread: pthread_t

    /// Starts a thread that runs `body`. Nil when the system has no more threads.
    init?(body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let handed = Unmanaged.passRetained(Body(body))
        let status = pthread_create(
            &thread, nil,
            { handed in
                guard let handed else { return nil }
                Unmanaged<Body>.fromOpaque(handed).takeRetainedValue().run()
                return nil
            }, handed.toOpaque())
        guard status == 0 else {
            handed.release()
            return nil
        }
        self.thread = thread
    }

    /// Waits until the thread has ended. The thread itself cannot wait for its own end: it is then left to end by itself.
    func join() {
        if pthread_equal(thread, pthread_self()) != 0 {
            pthread_detach(thread)
        } else {
            pthread_join(thread, nil)
        }
    }
}
