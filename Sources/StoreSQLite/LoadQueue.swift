import GRDB
import Synchronization
import VoicemailModel

/// Reads in batches: whatever was asked for during one read shares the next. A read costs a hop to a reader's queue, which
/// takes far longer than looking up a row.
final class LoadQueue: Sendable {
    /// Reads something and tells whoever asked.
    private struct Request: Sendable {
        var read: @Sendable (RecordReader) -> Void
        var fail: @Sendable (StoreError) -> Void
    }

    private struct State {
        var waiting: [Request] = []
        /// Whether a reader is at work, or has been told to be.
        var isWorking = false
        var isClosed = false
    }

    private let pool: DatabasePool
    private let state = Mutex(State())

    init(_ pool: DatabasePool) {
        self.pool = pool
    }

    /// Asks for what `read` reads.
    func append<Value: Sendable>(
        _ read: @escaping @Sendable (RecordReader) throws -> Value,
        completion: @escaping @Sendable (Result<Value, StoreError>) -> Void
    ) {
        let request = Request(
            read: { reader in completion(Result { try read(reader) }.mapError { StoreError($0) }) },
            fail: { completion(.failure($0)) })
        let (isTaken, begins) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.waiting.append(request)
            defer { state.isWorking = true }
            return (true, !state.isWorking)
        }
        if !isTaken { return request.fail(.closed) }
        if begins { pool.asyncRead(readWaiting) }
    }

    /// Takes nothing more. What has been taken and not read yet fails.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for request in waiting { request.fail(.closed) }
    }

    /// Runs on a reader's queue, in a read transaction that begins with the first row read: after the call for each.
    @Sendable private func readWaiting(_ access: Result<Database, any Error>) {
        let batch = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        switch access {
        case .success(let database):
            let reader = RecordReader(database: database)
            for request in batch { request.read(reader) }
        case .failure(let error):
            for request in batch { request.fail(StoreError(error)) }
        }
        let continues = state.withLock { state in
            state.isWorking = !state.waiting.isEmpty
            return state.isWorking
        }
        if continues { pool.asyncRead(readWaiting) }
    }
}
