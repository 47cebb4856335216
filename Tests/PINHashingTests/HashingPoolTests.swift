import Dispatch
import Glibc
import Synchronization
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import PINHashing

extension HashingPool {
    fileprivate static func small(workers: Int = 1, capacity: Int = 16) throws -> HashingPool {
        try HashingPool(
            parameters: Argon2Parameters(memory: 256 << 10, operations: 1), workers: workers, capacity: capacity)
    }

    /// Submits work that has all the time it needs, and waits for what comes of it; nil when it is refused.
    fileprivate func result(of work: HashingWork, id: UInt64 = 0, flow: UInt64 = 0) async -> HashingResult? {
        guard takePlace(id: id, flow: flow, deadline: .now + .seconds(600)) == .accepted else { return nil }
        return await result(of: work, at: id)
    }

    /// Gives work for a place, and waits for what comes of it; nil when there is no such place.
    fileprivate func result(of work: HashingWork, at id: UInt64) async -> HashingResult? {
        await withCheckedContinuation { continuation in
            if !perform(work, at: id, completion: { continuation.resume(returning: $0) }) {
                continuation.resume(returning: nil)
            }
        }
    }

    /// Has the only worker stand still in a completion until the semaphore is signalled.
    fileprivate func holdWorker(until released: DispatchSemaphore) async {
        await withCheckedContinuation { continuation in
            _ = submit(
                .verify(candidate: nil, encodedHash: nil, replacement: nil), id: .max, flow: 0, deadline: .distantFuture
            ) { _ in
                continuation.resume()
                released.wait()
            }
        }
    }
}

extension ContinuousClock.Instant {
    fileprivate static var distantFuture: Self { .now + .seconds(86400) }
}

/// The first `count` ids that are told to what `begin` is given, in their order.
private func order(_ count: Int, begin: (@escaping @Sendable (UInt64) -> Void) -> Void) async -> [UInt64] {
    let order = Mutex<[UInt64]>([])
    return await withCheckedContinuation { continuation in
        begin { id in
            let ids = order.withLock { order in
                order.append(id)
                return order
            }
            if ids.count == count { continuation.resume(returning: ids) }
        }
    }
}

@Suite(.timeLimit(.minutes(5)))
struct HashingPoolTests {
    private let nothing = HashingWork.verify(candidate: nil, encodedHash: nil, replacement: nil)

    @Test("work is done on the pool's threads")
    func works() async throws {
        let pool = try HashingPool.small(workers: 2)
        defer { pool.shutdown() }
        let pin = try #require(Vectors.pin(Vectors.pin))
        guard case .hashed(let text) = await pool.result(of: .hash(pin)) else {
            Issue.record("no hash")
            return
        }
        #expect(
            await pool.result(of: .verify(candidate: pin.secret, encodedHash: text, replacement: nil))
                == .matched(newHash: nil))
        #expect(await pool.result(of: nothing) == .mismatched)
        #expect(pool.status.workers == 2)
        #expect(pool.status.memory == (Sanitizer.isWatching ? .mapped : .kept))
        #expect(pool.status.queueDepth == 0)
        #expect(pool.status.meanHashTime > .zero)
    }

    @Test("hashing threads have a low priority, and nothing else has")
    func priority() async throws {
        let pool = try HashingPool.small()
        defer { pool.shutdown() }
        let priority = await withCheckedContinuation { continuation in
            _ = pool.submit(nothing, id: 0, flow: 0, deadline: .distantFuture) { _ in
                continuation.resume(returning: getpriority(Int32(PRIO_PROCESS.rawValue), 0))
            }
        }
        #expect(priority == 15)
        #expect(getpriority(Int32(PRIO_PROCESS.rawValue), 0) < 15)
    }

    @Test("flows take turns")
    func fairness() async throws {
        let pool = try HashingPool.small()
        defer { pool.shutdown() }
        let released = DispatchSemaphore(value: 0)
        await pool.holdWorker(until: released)
        let done = await order(4) { done in
            for (id, flow) in [(1, 1), (2, 1), (3, 1), (4, 2)] as [(UInt64, UInt64)] {
                #expect(
                    pool.submit(nothing, id: id, flow: flow, deadline: .distantFuture) { _ in done(id) } == .accepted)
            }
            released.signal()
        }
        #expect(done == [1, 4, 2, 3])
    }

    @Test("a place is given its work later, by which a sleeping worker is woken")
    func takesPlaces() async throws {
        let pool = try HashingPool.small()
        defer { pool.shutdown() }
        #expect(pool.takePlace(id: 1, flow: 0, deadline: .distantFuture) == .accepted)
        #expect(pool.status.queueDepth == 1)
        #expect(await pool.result(of: nothing, at: 1) == .mismatched)
        #expect(pool.status.queueDepth == 0)
        // Nothing is known of it any more.
        #expect(await pool.result(of: nothing, at: 1) == nil)
        #expect(!pool.cancel(1))
    }

    @Test("others go past a place without work; when it has some, it is next")
    func callsPlaces() async throws {
        let pool = try HashingPool.small()
        defer { pool.shutdown() }
        #expect(pool.takePlace(id: 1, flow: 0, deadline: .distantFuture) == .accepted)
        #expect(await pool.result(of: nothing, id: 2) == .mismatched)
        let released = DispatchSemaphore(value: 0)
        await pool.holdWorker(until: released)
        let done = await order(2) { done in
            #expect(pool.submit(nothing, id: 3, flow: 0, deadline: .distantFuture) { _ in done(3) } == .accepted)
            #expect(pool.perform(nothing, at: 1) { _ in done(1) })
            released.signal()
        }
        #expect(done == [1, 3])
    }

    @Test("a place that was given up takes no work")
    func givesUpPlaces() async throws {
        let pool = try HashingPool.small(capacity: 1)
        defer { pool.shutdown() }
        #expect(pool.takePlace(id: 1, flow: 0, deadline: .distantFuture) == .accepted)
        #expect(pool.admission(deadline: .distantFuture) != .accepted)
        #expect(pool.cancel(1))
        #expect(!pool.perform(nothing, at: 1) { _ in Issue.record("given up, yet done") })
        #expect(await pool.result(of: nothing, id: 2) == .mismatched)
    }

    @Test("beyond its capacity the queue refuses, and says when to come again")
    func refuses() async throws {
        let pool = try HashingPool.small(capacity: 3)
        defer { pool.shutdown() }
        let released = DispatchSemaphore(value: 0)
        await pool.holdWorker(until: released)
        for id in UInt64(1)...3 {
            #expect(pool.admission(deadline: .distantFuture) == .accepted)
            #expect(pool.submit(nothing, id: id, flow: 0, deadline: .distantFuture) { _ in } == .accepted)
        }
        guard
            case .refused(let wait) = pool.submit(
                nothing, id: 4, flow: 0, deadline: .distantFuture,
                completion: { _ in Issue.record("refused, yet done") }),
            case .refused = pool.admission(deadline: .distantFuture)
        else {
            Issue.record("taken")
            return
        }
        #expect(wait >= 1)
        #expect(pool.retryAfterMilliseconds >= 1)
        #expect(pool.status.queueDepth == 3)
        // A place that is given back is free at once.
        #expect(pool.cancel(2))
        #expect(pool.admission(deadline: .distantFuture) == .accepted)
        for id: UInt64 in [1, 3] { #expect(pool.cancel(id)) }
        released.signal()
    }

    @Test("a deadline that has passed is refused")
    func passedDeadline() throws {
        let pool = try HashingPool.small()
        defer { pool.shutdown() }
        guard case .refused = pool.submit(nothing, id: 1, flow: 0, deadline: .now, completion: { _ in }) else {
            Issue.record("taken")
            return
        }
        #expect(!pool.cancel(1))
    }

    @Test("work whose time passes in the queue is never hashed, and can be taken back")
    func expires() async throws {
        let pool = try HashingPool.small()
        defer { pool.shutdown() }
        let released = DispatchSemaphore(value: 0)
        await pool.holdWorker(until: released)
        let deadline = ContinuousClock.now + .milliseconds(500)
        #expect(pool.submit(nothing, id: 1, flow: 0, deadline: deadline) { _ in Issue.record("hashed") } == .accepted)
        try await ContinuousClock().sleep(until: deadline)
        released.signal()
        // When this is done, the worker has been past the one that is late.
        #expect(await pool.result(of: nothing, id: 2) == .mismatched)
        #expect(pool.cancel(1))
        #expect(!pool.cancel(1))
    }

    @Test("every place is either given up or its work is done, whoever is faster")
    func exactlyOnce() throws {
        let count: UInt64 = 4000
        let pool = try HashingPool(
            parameters: Argon2Parameters(memory: 8192, operations: 1), workers: 2, capacity: Int(count))
        let ends = Monitor<[UInt64: Int]>([:])
        let end: @Sendable (UInt64) -> Void = { id in
            ends.withLock { $0[id, default: 0] += 1 }
            ends.signal()
        }
        let placed = Mutex<Set<UInt64>>([])
        let givenUp = Mutex<Set<UInt64>>([])
        let threads = try (0..<4).map { number in
            try #require(
                HashingThread {
                    for id in stride(from: UInt64(number), to: count + 8, by: 4) {
                        if id < count, pool.takePlace(id: id, flow: id % 7, deadline: .distantFuture) == .accepted {
                            _ = placed.withLock { $0.insert(id) }
                        }
                        // Several back, so that it sometimes has no work yet, and is sometimes queued, run or done.
                        for old in [id, id &- 4, id &- 16, id &- 48] where old.isMultiple(of: 3) && pool.cancel(old) {
                            _ = givenUp.withLock { $0.insert(old) }
                            end(old)
                        }
                        let previous = id &- 8
                        guard placed.withLock({ $0.contains(previous) }) else { continue }
                        let isTaken = pool.perform(nothing, at: previous) { _ in end(previous) }
                        #expect(isTaken != givenUp.withLock { $0.contains(previous) })
                    }
                })
        }
        for thread in threads { thread.join() }
        let accepted = placed.withLock { $0.count }
        _ = ends.wait(seconds: Int(patience.components.seconds)) { $0.count >= accepted ? true : nil }
        pool.shutdown()
        ends.withLock { ends in
            #expect(ends.count == accepted)
            #expect(ends.values.allSatisfy { $0 == 1 })
        }
        #expect(accepted > 1000)
    }

    @Test("shutdown waits for what runs, begins nothing more, and leaves the queue to be taken back")
    func shutsDown() async throws {
        let pool = try HashingPool.small()
        let released = DispatchSemaphore(value: 0)
        await pool.holdWorker(until: released)
        #expect(
            pool.submit(nothing, id: 1, flow: 0, deadline: .distantFuture) { _ in Issue.record("begun") } == .accepted)
        #expect(pool.takePlace(id: 3, flow: 0, deadline: .distantFuture) == .accepted)
        let thread = try #require(HashingThread { pool.shutdown() })
        // From here on the pool is stopping: nothing is taken any more.
        try await yieldUntil("nothing more is taken") { pool.admission(deadline: .distantFuture) != .accepted }
        released.signal()
        thread.join()
        guard case .refused = pool.submit(nothing, id: 2, flow: 0, deadline: .distantFuture, completion: { _ in })
        else {
            Issue.record("taken after shutdown")
            return
        }
        #expect(pool.cancel(1))
        #expect(!pool.perform(nothing, at: 3) { _ in Issue.record("begun after shutdown") })
        #expect(!pool.cancel(3))
        pool.shutdown()
    }

    @Test("a pool that is let go of in its own completion ends")
    func endsItself() async throws {
        let pool = Mutex<HashingPool?>(try HashingPool.small())
        await withCheckedContinuation { continuation in
            let admission = pool.withLock { $0 }?.submit(nothing, id: 1, flow: 0, deadline: .distantFuture) { _ in
                pool.withLock { $0 = nil }
                continuation.resume()
            }
            #expect(admission == .accepted)
        }
    }

    @Test(
        "after a verification the PIN is nowhere in memory",
        .disabled(if: Sanitizer.isWatching, Comment(rawValue: Sanitizer.isTooWide)),
        arguments: [HashingStatus.Memory.kept, .mapped])
    func leavesNoPIN(hashMemory: HashingStatus.Memory) async throws {
        let pool = try HashingPool(
            parameters: Argon2Parameters(memory: 256 << 10, operations: 1), workers: 1, capacity: 1,
            hashMemory: hashMemory)
        let scan = MemoryScan(for: (0..<10).lazy.map { _ in UInt8.random(in: UInt8(ascii: "0")...UInt8(ascii: "9")) })
        var candidate = PIN(SecretBytes(copying: scan.bytes))
        #expect(scan.occurrences() == 1)
        let result = await pool.result(
            of: .verify(candidate: candidate.take()?.secret, encodedHash: Vectors.onePass, replacement: nil))
        #expect(result == .mismatched)
        // The thread's stack goes with it.
        pool.shutdown()
        #expect(scan.occurrences() == 0)
    }

    @Test(
        "an Argon2 string made elsewhere is objected to in words, or taken",
        arguments: Vectors.malformed + Vectors.tooCostly)
    func objects(text: String) throws {
        let pool = try HashingPool.small()
        defer { pool.shutdown() }
        let objection = try #require(pool.objection(toEncodedHash: text))
        #expect(objection.contains(" "))
        // Not a part of what was given may be in it: it could be somebody's hash.
        if text.utf8.count > 40 { #expect(!objection.contains(text.suffix(20))) }
        #expect(pool.objection(toEncodedHash: Vectors.argon2i) == nil)
    }

    @Test("parameters and sizes that make no sense do not start", arguments: [(0, 1), (-1, 1), (1, 0)])
    func refusesNonsense(workers: Int, capacity: Int) {
        #expect(throws: HashingError.self) {
            try HashingPool(
                parameters: Argon2Parameters(memory: 8192, operations: 1), workers: workers, capacity: capacity)
        }
    }
}
