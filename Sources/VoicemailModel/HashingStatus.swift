/// What INFO and the metrics say of the hashing threads.
public struct HashingStatus: Hashable, Sendable {
    /// Where libsodium's working memory comes from.
    public enum Memory: String, Sendable {
        /// The hashing thread keeps it: no page is faulted in twice.
        case kept
        /// libsodium maps it for each hash; its mappings could not be answered.
        case mapped
    }

    /// Bytes of one hash.
    public var hashMemory: Int
    /// Passes of one hash.
    public var operations: Int
    public var workers: Int
    /// Of the workers, those whose threads have not ended.
    public var threads: Int
    /// Places that are taken before the workers, of work that waits or is not known yet.
    public var queueDepth: Int
    /// Places that there are.
    public var queueCapacity: Int
    /// Work that a worker is on.
    public var running: Int
    public var meanHashTime: Duration
    public var memory: Memory

    /// Whether there is more work than workers, so that some of it waits. What is not known yet counts as work.
    public var isCrowded: Bool { running + queueDepth > workers }

    public init(
        hashMemory: Int, operations: Int, workers: Int, threads: Int, queueDepth: Int, queueCapacity: Int,
        running: Int, meanHashTime: Duration, memory: Memory
    ) {
        self.hashMemory = hashMemory
        self.operations = operations
        self.workers = workers
        self.threads = threads
        self.queueDepth = queueDepth
        self.queueCapacity = queueCapacity
        self.running = running
        self.meanHashTime = meanHashTime
        self.memory = memory
    }
}
