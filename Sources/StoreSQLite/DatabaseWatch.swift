import Dispatch
import GRDB
import Glibc
import Synchronization
import VoicemailModel

/// Watches over what is served: that its files are where they were, and that its schema is what the migrations have made.
///
/// SQLite goes on in a file that has lost its name, and nobody would find what was written there. So the names are looked at
/// before, in and after each commit, before and after each read, and a few times a second: some calls of stat(2) and pread(2), a few
/// hundredths of what a commit takes. Notifications of the file system (inotify) would come too late for the commit that is under way,
/// and not from all file systems.
final class DatabaseWatch: Sendable {
    private struct State {
        var files: ServedFilesWatch
        var isEnded = false
    }

    private let path: String
    private let contents: OpenServedFiles
    private let tell: @Sendable (StoreError?) -> Void
    private let state: Mutex<State>
    /// The schema's version with which it was compared last.
    private let schemaVersion: Mutex<Int64?> = Mutex(nil)
    private let queue = DispatchQueue(label: "vmgate.store.watch", target: .global(qos: .utility))

    /// - Parameters:
    ///   - path: of the database, whose connections are open.
    ///   - file: a descriptor of it, for as long as this is asked.
    ///   - database: a connection, in a transaction.
    ///   - tell: told when something has gone wrong with the files, and when it is over (nil); on whatever thread notices.
    init(path: String, file: Int32, _ database: Database, tell: @escaping @Sendable (StoreError?) -> Void) throws {
        self.path = path
        self.tell = tell
        let page = try Int.fetchOne(database, sql: "SELECT rootpage FROM sqlite_schema WHERE name = 'audit_mark'")
        let size = try Int.fetchOne(database, sql: "PRAGMA page_size")
        contents = OpenServedFiles(path: path, database: file, markPage: page ?? 1, pageSize: size ?? 4096)
        state = Mutex(State(files: ServedFilesWatch(.read(path))))
        try checkSchema(database)
    }

    /// Looks from time to time, until `end`.
    func begin() {
        _ = look()
        queue.asyncAfter(deadline: .now() + .milliseconds(Limits.fileLookMilliseconds)) { [weak self] in
            guard let self, !state.withLock({ $0.isEnded }) else { return }
            begin()
        }
    }

    /// Does not look by itself any more. Returns when it is not looking.
    func end() {
        state.withLock { $0.isEnded = true }
        queue.sync {}
    }

    // MARK: Files

    /// - Throws: `StoreError.displaced` when what is written or read now would not be what is under the database's name.
    func check() throws(StoreError) {
        if let objection { throw objection }
    }

    /// Why nothing can be written or read now; nil when it can.
    var objection: StoreError? { look().map { .displaced(sentence($0)) } }

    /// Why nothing must be told of what has just been committed; nil when it may be.
    func objectionToCommit() -> StoreError? {
        look(wasWritten: true).map { StoreError.outcomeUnknown(sentence($0)) }
    }

    /// Whether what is in the log may be put into the database. What is closed properly does so, and removes the log by its name.
    func mayCheckpoint() -> Bool {
        _ = look()
        return state.withLock { $0.files.mayCheckpoint(.read(path)) }
    }

    private func look(wasWritten: Bool = false) -> ServedFilesWatch.Trouble? {
        let (before, now) = state.withLock { state in
            let before = state.files.trouble
            let index = contents.index
            state.files.look(at: .read(path), after: index, contents, wasWritten: wasWritten)
            let now = state.files.trouble
            if before != now, now?.leavesLogBehind == true { putLogAside(state.files) }
            return (before, now)
        }
        if before != now { tell(now.map { StoreError.displaced(sentence($0)) }) }
        return now
    }

    /// The next start would read the log into whatever is in the database's place then.
    private func putLogAside(_ files: ServedFilesWatch) {
        let now = ServedFiles.read(path)
        if now.log != nil, files.ownsLog(now) { rename(path + "-wal", path + Self.lostLog) }
    }

    /// What is appended to the path of a log that is put aside.
    static let lostLog = "-wal.lost"

    private func sentence(_ trouble: ServedFilesWatch.Trouble) -> String {
        switch trouble {
        case .gone:
            "the database \(path) is not there any more: it, or its folder, was removed or renamed; put it back under its"
                + " name, or restore a backup and restart the server"
        case .replaced:
            "the database \(path) was replaced by another file: put back the one that was served, or restart the server,"
                + " which then serves the other"
        case .cut:
            "the database \(path) was cut short, or is being written over: stop the server, and restore a backup; its log is now"
                + " \(path)\(Self.lostLog), as it belongs to what was there before"
        case .overwritten:
            "the database \(path) was overwritten by another program: restart the server, which then serves what is"
                + " there now, or stop it and restore a backup; the log is now \(path)\(Self.lostLog), as it belongs to what was"
                + " there before"
        case .logLost:
            "the log of the database (\(path)-wal, or -shm beside it) was removed, replaced or written by another program:"
                + " stop the server with SIGTERM, which saves what it can, then start it again"
        case .logCut:
            "the log of the database (\(path)-wal) was cut short or overwritten, and what was committed last is lost with it:"
                + " stop the server, and restore a backup, or start it again with what is left"
        case .indexCut:
            "the index of the database's log (\(path)-shm) was cut short or overwritten: restart the server, which makes it"
                + " again; nothing is lost"
        }
    }

    // MARK: Schema

    /// To be called in each transaction, before anything else is read in it: a view in the place of a table may have no end.
    ///
    /// - Throws: `StoreError.corrupt` when somebody has changed the schema of what is served.
    func checkSchema(_ database: Database) throws {
        let version = try Int64.fetchOne(database.cachedStatement(sql: "PRAGMA schema_version"))
        guard schemaVersion.withLock({ $0 != version }) else { return }
        // Others may add to it, and VACUUM gives it another number.
        try Schema.compare(database, path: path)
        schemaVersion.withLock { $0 = version }
    }
}
