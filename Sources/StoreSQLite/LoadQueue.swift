import DequeModule
import Dispatch
import GRDB
import Sealing
import Synchronization
import VoicemailModel

/// Reads in batches: whatever was asked for during one read shares the next. Beginning a read takes far longer than looking
/// up a row.
///
/// There is one for each `Lane`: they read side by side, over connections of their own.
final class LoadQueue: Sendable {
    /// What shares a line.
    enum Lane: String {
        /// Single rows, each found by its key. Somebody waits for each of them.
        case rows
        /// What looks through many rows: one page in each read, so that no snapshot is kept for longer than that takes.
        case pages

        var batchSize: Int {
            switch self {
            case .rows: 256
            case .pages: 1
            }
        }

        /// Each lane is the only one who uses its kind of the system's threads: of each kind there are as many as there are
        /// processors, and whoever shares them waits for the longest page.
        var threads: DispatchQoS.QoSClass {
            switch self {
            case .rows: .userInteractive
            case .pages: .utility
            }
        }
    }

    private struct Request: Sendable {
        /// Reads something, and returns what tells whoever asked.
        var read: @Sendable (RecordReader) -> @Sendable () -> Void
        var fail: @Sendable (StoreError) -> Void
    }

    private struct State {
        var waiting: Deque<Request> = []
        /// Whether the queue is at work, or has been told to be.
        var isWorking = false
        var isClosed = false
    }

    private let pool: DatabasePool
    private let lane: Lane
    private let ring: Keyring?
    /// Watches over the files; nil in tests that have others in their care.
    private let watch: DatabaseWatch?
    /// Its target keeps it to the threads that there are. A queue of its own kind, and so the pool's `asyncRead`, has the
    /// system start another thread whenever all are busy: 64 of them under load.
    private let queue: DispatchQueue
    private let state = Mutex(State())

    /// - Parameter ring: the keys of hashes that are sealed; nil where none are.
    init(_ pool: DatabasePool, _ lane: Lane, ring: Keyring? = nil, watch: DatabaseWatch? = nil) {
        self.pool = pool
        self.lane = lane
        self.ring = ring
        self.watch = watch
        queue = DispatchQueue(label: "vmgate.store.\(lane.rawValue)", target: .global(qos: lane.threads))
    }

    /// Asks for what `read` reads.
    func append<Value: Sendable>(
        _ read: @escaping @Sendable (RecordReader) throws -> Value,
        completion: @escaping @Sendable (Result<Value, StoreError>) -> Void
    ) {
        let request = Request(
            read: { reader in
                let result = Result { try read(reader) }.mapError { StoreError($0) }
                return { completion(result) }
            },
            fail: { completion(.failure($0)) })
        let (isTaken, begins) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.waiting.append(request)
            defer { state.isWorking = true }
            return (true, !state.isWorking)
        }
        if !isTaken { return request.fail(.closed) }
        if begins { queue.async(execute: readWaiting) }
    }

    /// Takes nothing more. What has been taken and not read yet fails; returns when nothing is being read. Not to be called
    /// in a completion.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for request in waiting { request.fail(.closed) }
        queue.sync {}
    }

    /// Reads in one transaction. Its snapshot is taken at the first read, so that it is later than every call in the batch.
    @Sendable private func readWaiting() {
        let batch = state.withLock { state in
            let count = min(lane.batchSize, state.waiting.count)
            defer { state.waiting.removeFirst(count) }
            return Array(state.waiting.prefix(count))
        }
        var answers: [@Sendable () -> Void]
        do {
            try watch?.check()
            answers = try pool.read { database in
                try watch?.checkSchema(database)
                let reader = RecordReader(database: database, ring: ring)
                return batch.map { $0.read(reader) }
            }
            // What was read while the files were being written by another is told to nobody.
            try watch?.check()
        } catch {
            // What is wrong with the files comes before what SQLite makes of it.
            let error = watch?.objection ?? StoreError(error)
            answers = batch.map { request in { request.fail(error) } }
        }
        // After the transaction, whose end may fail too: each is told once.
        for answer in answers { answer() }
        let continues = state.withLock { state in
            state.isWorking = !state.waiting.isEmpty
            return state.isWorking
        }
        if continues { queue.async(execute: readWaiting) }
    }
}
