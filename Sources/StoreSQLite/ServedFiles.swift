import Glibc

/// What stat(2) says of a file, as far as it tells whether it is the same and unchanged.
struct FileStatus: Hashable, Sendable {
    var device: UInt64
    var inode: UInt64
    var size: Int64
    /// When it was written last, in nanoseconds.
    var written: Int64

    /// Nil when no file has that name.
    static func read(_ path: String) -> FileStatus? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return FileStatus(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int64(status.st_size),
            written: Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec))
    }

    func isSameFile(as other: FileStatus?) -> Bool {
        device == other?.device && inode == other?.inode
    }
}

/// The files of a served database, as they are found under their names at one moment.
struct ServedFiles: Hashable, Sendable {
    var database: FileStatus?
    /// `-wal`: what was committed and is not in the database yet.
    var log: FileStatus?
    /// `-shm`: what says where in the log each page is.
    var index: FileStatus?

    static func read(_ path: String) -> ServedFiles {
        ServedFiles(database: .read(path), log: .read(path + "-wal"), index: .read(path + "-shm"))
    }
}

/// Whether the files that are served are still under their names, and written by SQLite alone.
///
/// ```
/// served ── it is gone, or another file has its name ─▶ away ── it is back, and nobody has touched its log ─▶ served
///    │                                                   │
///    └── it was cut or overwritten, or its log was touched ─▶ lost ◀┘
/// ```
///
/// SQLite writes the database in checkpoints only, and notes each beside the log, before and after. What else writes it, such as a
/// copy over it, is known by that.
struct ServedFilesWatch: Sendable {
    enum Trouble: Hashable, Sendable {
        /// No file has its name: it was removed or renamed, or its folder was.
        case gone
        /// Another file has its name.
        case replaced
        /// It is shorter than it was, or than its header says.
        case cut
        /// Another program has written other pages into it.
        case overwritten
        /// The log, or its index, was removed or replaced, or written by somebody else while the database was away. What was
        /// committed last is there alone.
        case logLost
        /// The log does not end with what was committed last.
        case logCut
        /// The log's index is shorter than it was, or is none.
        case indexCut

        /// Whether it can end by itself.
        var isForGood: Bool {
            switch self {
            case .gone, .replaced: false
            case .cut, .overwritten, .logLost, .logCut, .indexCut: true
            }
        }

        /// Whether the log belongs to a database that is not there any more.
        var leavesLogBehind: Bool { self == .cut || self == .overwritten }

        /// Whether what is in the log may still be put into the database: they belong together, and both can be read.
        var spoilsCheckpoint: Bool {
            switch self {
            case .cut, .overwritten, .logCut, .indexCut: true
            case .gone, .replaced, .logLost: false
            }
        }
    }

    private let served: ServedFiles
    /// What the database's length has not been below.
    private var size: Int64
    /// What the index's length has not been below.
    private var indexSize: Int64
    /// The log as this program has left it: what differs from it once there was trouble was written by another.
    private var knownLog: FileStatus?
    /// The last frame that was found at the log's end.
    private var logEnd: (LogIndex, FileStatus?)?
    /// When the database was written last, as far as checkpoints explain it, which was the last, and what is there since.
    private var known: (written: Int64, checkpoint: LogIndex.Checkpoint, stamp: [UInt8])?
    private(set) var trouble: Trouble?

    /// - Parameter files: as they are when they have just been opened.
    init(_ files: ServedFiles) {
        served = files
        size = files.database?.size ?? 0
        indexSize = files.index?.size ?? 0
        knownLog = files.log
    }

    /// Looks at the files as they are found now.
    ///
    /// - Parameters:
    ///   - index: how the log's index was read before the files were looked at: what happens in between must not be taken for
    ///     somebody else's.
    ///   - contents: asked where the names and lengths do not tell.
    ///   - wasWritten: whether this program may have written to the log since the last look.
    mutating func look(
        at files: ServedFiles, after index: LogIndex.Reading, _ contents: some ServedContents, wasWritten: Bool = false
    ) {
        guard trouble?.isForGood != true else { return }
        let now = judge(files, index, contents)
        if now == nil, trouble != nil, files.log != knownLog {
            trouble = .logLost
            return
        }
        if now == nil || wasWritten && files.log?.isSameFile(as: served.log) == true { knownLog = files.log }
        trouble = now
    }

    /// Whether what is in the log may be put into the database, and the log be removed: `files` has the one that was opened.
    func mayCheckpoint(_ files: ServedFiles) -> Bool {
        trouble?.spoilsCheckpoint != true && ownsLog(files)
    }

    /// Whether the log among `files` is the one that was opened.
    func ownsLog(_ files: ServedFiles) -> Bool {
        files.log.map { $0.isSameFile(as: served.log) } ?? true
    }

    private mutating func judge(
        _ files: ServedFiles, _ before: LogIndex.Reading, _ contents: some ServedContents
    ) -> Trouble? {
        guard let database = files.database else { return .gone }
        guard database.isSameFile(as: served.database) else { return .replaced }
        if let log = served.log, !log.isSameFile(as: files.log) { return .logLost }
        if let index = served.index, !index.isSameFile(as: files.index) { return .logLost }
        let after = contents.index
        if let index = files.index {
            if index.size < indexSize || after == .broken { return .indexCut }
            indexSize = index.size
        }
        if database.size < size {
            guard let isWhole = contents.isWhole else { return trouble }
            if !isWhole { return .cut }
        }
        if case .settled(let before) = before, case .settled(let after) = after {
            if !hasLogEnd(after, files.log, contents) { return .logCut }
            if let trouble = judge(database, before.checkpoint, after, contents) { return trouble }
        }
        size = database.size
        return nil
    }

    private mutating func hasLogEnd(_ index: LogIndex, _ log: FileStatus?, _ contents: some ServedContents) -> Bool {
        if let logEnd, logEnd == (index, log) { return true }
        guard let isEnd = contents.logEnds(as: index) else { return true }
        guard isEnd else {
            // Unless it has started over meanwhile.
            return contents.index != .settled(index)
        }
        logEnd = (index, log)
        return true
    }

    /// Whether checkpoints explain what the database is now.
    private mutating func judge(
        _ database: FileStatus, _ before: LogIndex.Checkpoint, _ after: LogIndex, _ contents: some ServedContents
    ) -> Trouble? {
        if let known {
            let isExplained = [before, after.checkpoint].contains { $0 != known.checkpoint || $0.isUnderWay }
            guard isExplained || known.written != database.written else { return nil }
            // Who has only touched it has changed nothing.
            if !isExplained {
                guard let stamp = contents.stamp else { return trouble }
                if stamp != known.stamp { return .overwritten }
            }
        }
        // What a checkpoint has made longer may have been cut since, and be no shorter than it was.
        if before == after.checkpoint, after.isDatabaseWhole, contents.isWhole == false {
            // Unless another one has begun meanwhile: the next look will tell.
            guard case .settled(let now) = contents.index, now.checkpoint == before else { return nil }
            return .cut
        }
        if let stamp = contents.stamp { known = (database.written, before, stamp) }
        return nil
    }
}
