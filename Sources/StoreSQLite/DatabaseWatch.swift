import Dispatch
import GRDB
import Synchronization
import VoicemailModel

/// Watches over what is served: that its files are where they were, and that its schema is what the migrations have made.
///
/// SQLite goes on in a file that has lost its name, and nobody would find what was written there. So the names are looked at
/// before and after each commit, before each read, and a few times a second: three calls of stat(2), a hundredth of what a commit takes.
/// Notifications of the file system (inotify) would come too late for the commit that is under way, and not from all file systems.
final class DatabaseWatch: Sendable {
    private struct State {
        var files: ServedFilesWatch
        var isEnded = false
    }

    private let path: String
    /// Of the database; open for as long as this is asked.
    private let file: Int32
    private let tell: @Sendable (StoreError?) -> Void
    private let state: Mutex<State>
    /// The schema's version with which it was compared last.
    private let schemaVersion: Mutex<Int64?> = Mutex(nil)
    private let queue = DispatchQueue(label: "vmgate.store.watch", target: .global(qos: .utility))

    /// - Parameters:
    ///   - path: of the database, whose connections are open.
    ///   - file: a descriptor of it, for as long as this is asked.
    ///   - tell: told when something has gone wrong with the files, and when it is over (nil); on whatever thread notices.
    init(path: String, file: Int32, tell: @escaping @Sendable (StoreError?) -> Void) {
        self.path = path
        self.file = file
        self.tell = tell
        state = Mutex(State(files: ServedFilesWatch(.read(path))))
    }

    /// Looks from time to time, until `end`.
    func begin() {
        queue.asyncAfter(deadline: .now() + .milliseconds(Limits.fileLookMilliseconds)) { [weak self] in
            guard let self, !state.withLock({ $0.isEnded }) else { return }
            _ = look()
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
        if let trouble = look() { throw .displaced(sentence(trouble)) }
    }

    /// Why nothing must be told of what has just been committed; nil when it may be.
    func objectionToCommit() -> StoreError? {
        look(wasWritten: true).map { StoreError.outcomeUnknown(sentence($0)) }
    }

    /// Whether the log that is beside the database's name is the one that is open. What is closed properly removes it by its name.
    var ownsLog: Bool {
        state.withLock { $0.files.ownsLog(ServedFiles.read(path)) }
    }

    private func look(wasWritten: Bool = false) -> ServedFilesWatch.Trouble? {
        let (before, now) = state.withLock { state in
            let before = state.files.trouble
            state.files.look(
                at: .read(path), isWhole: { DatabaseFile.isWhole(file) }, wasWritten: wasWritten)
            return (before, state.files.trouble)
        }
        if before != now { tell(now.map { StoreError.displaced(sentence($0)) }) }
        return now
    }

    private func sentence(_ trouble: ServedFilesWatch.Trouble) -> String {
        switch trouble {
        case .gone:
            "the database \(path) is not there any more: it, or its folder, was removed or renamed; put it back under its"
                + " name, or restore a backup and restart the server"
        case .replaced:
            "the database \(path) was replaced by another file: put back the one that was served, or restart the server,"
                + " which then serves the other"
        case .cut: "the database \(path) was cut short: stop the server, and restore a backup"
        case .logLost:
            "the log of the database (\(path)-wal, or -shm beside it) was removed, replaced or written by another program:"
                + " stop the server with SIGTERM, which saves what it can, then start it again"
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
