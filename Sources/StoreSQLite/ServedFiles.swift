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

/// Whether the files that are served are still under their names.
///
/// ```
/// served ── it is gone, or another file has its name ─▶ away ── it is back, and nobody has touched its log ─▶ served
///    │                                                   │
///    └── it was cut, or its log was touched ─▶ lost ◀────┘
/// ```
struct ServedFilesWatch: Sendable {
    enum Trouble: Hashable, Sendable {
        /// No file has its name: it was removed or renamed, or its folder was.
        case gone
        /// Another file has its name.
        case replaced
        /// It is shorter than it was.
        case cut
        /// The log, or its index, was removed or replaced, or written by somebody else while the database was away. What was
        /// committed last is there alone.
        case logLost

        /// Whether it can end by itself.
        var isForGood: Bool { self == .cut || self == .logLost }
    }

    private let served: ServedFiles
    /// What the database's length has not been below.
    private var size: Int64
    /// The log as this program has left it: what differs from it once there was trouble was written by another.
    private var knownLog: FileStatus?
    private(set) var trouble: Trouble?

    /// - Parameter files: as they are when they have just been opened.
    init(_ files: ServedFiles) {
        served = files
        size = files.database?.size ?? 0
        knownLog = files.log
    }

    /// Looks at the files as they are found now.
    ///
    /// - Parameters:
    ///   - isWhole: asked when the database has become shorter: whether it is as long as its header says.
    ///   - wasWritten: whether this program may have written to the log since the last look.
    mutating func look(at files: ServedFiles, isWhole: () -> Bool, wasWritten: Bool = false) {
        guard trouble?.isForGood != true else { return }
        let now = judge(files, isWhole)
        if now == nil, trouble != nil, files.log != knownLog {
            trouble = .logLost
            return
        }
        if now == nil || wasWritten && files.log?.isSameFile(as: served.log) == true { knownLog = files.log }
        trouble = now
    }

    /// Whether the log among `files` is the one that was opened.
    func ownsLog(_ files: ServedFiles) -> Bool {
        files.log.map { $0.isSameFile(as: served.log) } ?? true
    }

    private mutating func judge(_ files: ServedFiles, _ isWhole: () -> Bool) -> Trouble? {
        guard let database = files.database else { return .gone }
        guard database.isSameFile(as: served.database) else { return .replaced }
        if let log = served.log, !log.isSameFile(as: files.log) { return .logLost }
        if let index = served.index, !index.isSameFile(as: files.index) { return .logLost }
        if database.size < size, !isWhole() { return .cut }
        size = database.size
        return nil
    }
}
