import Glibc

/// What the served files have in them, as far as it tells whether another program has written them. What cannot be read now, as
/// the disk fails, tells nothing.
protocol ServedContents {
    /// How the head of the log's index reads now.
    var index: LogIndex.Reading { get }
    /// Whether the database is as long as its header says. One from which pages were taken properly has another header since.
    /// Nil when that cannot be read.
    var isWhole: Bool? { get }
    /// The pages of the database that differ after whatever was audited: its first, and the one with the audit's marks. Nil when
    /// they cannot be read.
    var stamp: [UInt8]? { get }
    /// Whether the log has the frame that the index says is its last. Nil when that cannot be read.
    func logEnds(as index: LogIndex) -> Bool?
}

/// The served files, open for as long as this is.
///
/// They are read past SQLite, whose connections would read what they remember. The index's descriptor may only be closed after
/// SQLite's own: closing it ends SQLite's locks.
final class OpenServedFiles: ServedContents, Sendable {
    /// Not closed here.
    private let database: Int32
    private let log: Int32
    private let indexFile: Int32
    /// Of the database: where the audit's marks are, from 1.
    private let markPage: Int
    private let pageSize: Int

    init(path: String, database: Int32, markPage: Int, pageSize: Int) {
        self.database = database
        self.markPage = markPage
        self.pageSize = pageSize
        log = Glibc.open(path + "-wal", O_RDONLY | O_CLOEXEC)
        indexFile = Glibc.open(path + "-shm", O_RDONLY | O_CLOEXEC)
    }

    deinit {
        for file in [log, indexFile] where file >= 0 { close(file) }
    }

    var index: LogIndex.Reading {
        guard indexFile >= 0, let head = Self.read(indexFile, at: 0, LogIndex.length) else { return .unsettled }
        return LogIndex.read(head)
    }

    var isWhole: Bool? { DatabaseFile.isWhole(database) }

    var stamp: [UInt8]? {
        let pages = [1, markPage].compactMap { Self.read(database, at: ($0 - 1) * pageSize, pageSize) }
        return pages.count == 2 ? Array(pages.joined()) : nil
    }

    func logEnds(as index: LogIndex) -> Bool? {
        guard log >= 0, let start = index.lastFrame else { return true }
        var status = stat()
        guard fstat(log, &status) == 0, status.st_size >= start + LogIndex.frameHeaderLength + index.pageSize else {
            return false
        }
        return Self.read(log, at: start, LogIndex.frameHeaderLength).map(index.isLastFrame)
    }

    /// Fewer than asked for where the file ends; nil when it cannot be read.
    private static func read(_ file: Int32, at offset: Int, _ count: Int) -> [UInt8]? {
        var length = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
            length = pread(file, bytes.baseAddress, count, off_t(offset))
            initialized = max(0, length)
        }
        return length < 0 ? nil : bytes
    }
}
