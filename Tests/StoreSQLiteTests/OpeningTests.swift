import Foundation
import GRDB
import Glibc
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

/// Everything that can be wrong with a database has its sentence.
@Suite(.timeLimit(.minutes(5)))
struct OpeningTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func refusal(_ path: String? = nil) -> String {
        do throws(StoreError) {
            try SQLiteMailboxStore.open(path: path ?? directory.database).close()
            return "opened"
        } catch {
            return error.description
        }
    }

    @Test("the files are readable to their owner alone")
    func modes() async throws {
        let store = try SQLiteMailboxStore.open(path: directory.database)
        try await store.put(.full, .known("1"))
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
        #expect(names == ["vmgate.db", "vmgate.db-shm", "vmgate.db-wal", "vmgate.db.lock"])
        for name in names {
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.path + "/" + name)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
        try store.close()
    }

    @Test(
        "a database that was restored for all to read is its owner's, and its group's if it was before",
        arguments: [(0o644, 0o640), (0o666, 0o660), (0o640, 0o640), (0o600, 0o600)])
    func restored(mode: Int, modeAfter: Int) async throws {
        try SQLiteMailboxStore.open(path: directory.database).close()
        #expect(chmod(directory.database, mode_t(mode)) == 0)
        let store = try SQLiteMailboxStore.open(path: directory.database)
        try await store.put(.full, .known("1"))
        func modeNow(of path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try modeNow(of: directory.database) == modeAfter)
        for name in ["-wal", "-shm"] {
            #expect(try #require(try modeNow(of: directory.database + name)) & 0o7 == 0, "\(name)")
        }
        try store.close()
    }

    @Test("commits wait for the disk")
    func isDurable() throws {
        let pool = try DatabaseFile.open(path: directory.database)
        let (synchronous, mode) = try pool.writeWithoutTransaction { database in
            (
                try Int.fetchOne(database, sql: "PRAGMA synchronous"),
                try String.fetchOne(database, sql: "PRAGMA journal_mode")
            )
        }
        #expect(synchronous == 2)
        #expect(mode == "wal")
        try pool.close()
    }

    @Test("a directory that is missing, that is a file, or that cannot be written to")
    func directories() throws {
        let missing = refusal(directory.path + "/none/vmgate.db")
        #expect(missing.contains("\(directory.path)/none") && missing.contains("create it first"))
        try Data("x".utf8).write(to: URL(fileURLWithPath: directory.path + "/file"))
        #expect(refusal(directory.path + "/file/vmgate.db").contains("directory"))
        // Not even root can write here.
        #expect(refusal("/proc/vmgate.db").contains("/proc"))
        #expect(refusal("/proc/vmgate.db") != "opened")
    }

    @Test("a directory in the place of the database")
    func isDirectory() throws {
        try FileManager.default.createDirectory(atPath: directory.database, withIntermediateDirectories: false)
        #expect(refusal().contains(directory.database))
    }

    @Test(
        "a file that is no database is refused, and left as it is",
        arguments: ["x", String(repeating: "text\n", count: 2000)])
    func notDatabase(text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: directory.database))
        #expect(refusal().contains("is not a database"))
        #expect(try String(contentsOfFile: directory.database, encoding: .utf8) == text)
    }

    @Test(
        "a database of another program is refused", arguments: ["PRAGMA application_id = 7", "CREATE TABLE other (a)"])
    func foreign(sql: String) throws {
        try directory.edit("CREATE TABLE a (a); \(sql)")
        #expect(refusal().contains("another program"))
    }

    @Test("a database made by a newer vmgate is refused")
    func newer() throws {
        try SQLiteMailboxStore.open(path: directory.database).close()
        try directory.edit("INSERT INTO grdb_migrations VALUES ('9 from the future')")
        #expect(refusal().contains("newer vmgate"))
    }

    @Test("a damaged database is refused")
    func damaged() throws {
        try SQLiteMailboxStore.open(path: directory.database).close()
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: directory.database))
        try file.seek(toOffset: 100)
        try file.write(contentsOf: Data(repeating: 0xFF, count: 3000))
        try file.close()
        #expect(refusal().contains("restore it from a backup"))
    }

    @Test("a second server is kept away, until the first has gone")
    func locked() throws {
        let first = try SQLiteMailboxStore.open(path: directory.database)
        let text = refusal()
        #expect(text.contains("another server") && text.contains("\(getpid())"))
        try first.close()
        #expect(refusal() == "opened")
    }

    /// Another name of a database.
    enum OtherName: String, CaseIterable {
        case link, relativeLink, linkToLink, hardLink

        /// Makes it; 0 when it is there.
        func make(_ name: String, of database: String) -> Int32 {
            switch self {
            case .link: symlink(database, name)
            case .relativeLink: symlink("../vmgate.db", name)
            case .linkToLink: symlink(database, name + "2") | symlink(name + "2", name)
            case .hardLink: Glibc.link(database, name)
            }
        }
    }

    @Test("a second server is kept away by whatever name it comes", arguments: OtherName.allCases)
    func lockedByAnotherName(other: OtherName) throws {
        let folder = directory.path + "/other"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        let first = try SQLiteMailboxStore.open(path: directory.database)
        #expect(other.make(folder + "/vm.db", of: directory.database) == 0)
        let text = refusal(folder + "/vm.db")
        #expect(text.hasPrefix("another server has the database "), "\(text)")
        try first.close()
        #expect(refusal(folder + "/vm.db") == "opened")
        // Nothing of ours is beside a symbolic link: SQLite's log is beside the file, and so is the lock.
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(names.contains("vm.db.lock") == (other == .hardLink))
    }

    @Test(
        "after a crash all that was committed is there by whatever name the database is opened",
        .enabled(if: canRemember))
    func logOfAnotherName() async throws {
        let (crashed, other) = (directory.path + "/crashed", directory.path + "/other.db")
        try FileManager.default.createDirectory(atPath: crashed, withIntermediateDirectories: false)
        let store = try SQLiteMailboxStore.open(path: directory.database)
        try await store.put(.full, .known("1"))
        // What a crash leaves: the database as it was, and the log with the rest.
        for ending in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: directory.database + ending, toPath: crashed + "/vm.db" + ending)
        }
        try store.close()
        ServedName.write(crashed + "/vm.db")
        #expect(link(crashed + "/vm.db", other) == 0)

        let audit = try SQLiteAuditFile(path: other)
        #expect(try audit.page(AuditQuery(count: 10)).rows.isEmpty)
        let again = try SQLiteMailboxStore.open(path: other)
        #expect(try await again.load(.known("1")).mailbox == .full)
        #expect(FileManager.default.fileExists(atPath: crashed + "/vm.db.lock"))
        try again.close()
        // Now that it was stopped properly, each name will do.
        let last = try SQLiteMailboxStore.open(path: other)
        #expect(try await last.load(.known("1")).mailbox == .full)
        #expect(FileManager.default.fileExists(atPath: other + ".lock"))
        try last.close()
    }

    /// Whether files here can have extended attributes.
    private static var canRemember: Bool {
        guard let directory = try? TemporaryDirectory() else { return false }
        let path = directory.path + "/file"
        guard FileManager.default.createFile(atPath: path, contents: nil) else { return false }
        ServedName.write(path)
        return ServedName.read(path) == path
    }

    @Test("a folder that is a link, and a path with dots in it, lead to the same database")
    func linkedFolder() throws {
        #expect(symlink(directory.path, directory.path + "/folder") == 0)
        let first = try SQLiteMailboxStore.open(path: directory.path + "/folder/vmgate.db")
        for path in ["/vmgate.db", "/folder/folder/vmgate.db", "/./folder/../" + directory.name + "/vmgate.db"] {
            #expect(refusal(directory.path + path).contains("(process \(getpid()))"), "\(path)")
        }
        try first.close()
    }

    @Test("through a link to what is not there the database is made where it leads")
    func danglingLink() throws {
        #expect(symlink("elsewhere.db", directory.database) == 0)
        #expect(refusal() == "opened")
        #expect(FileManager.default.fileExists(atPath: directory.path + "/elsewhere.db"))
        #expect(FileManager.default.fileExists(atPath: directory.path + "/elsewhere.db.lock"))
        #expect(symlink("loop.db", directory.path + "/loop.db") == 0)
        #expect(refusal(directory.path + "/loop.db").contains("leads nowhere"))
    }

    @Test(
        "a database that was moved away under a running server, and another put in its place, is kept from a second one"
    )
    func replaced() throws {
        let first = try SQLiteMailboxStore.open(path: directory.database)
        #expect(rename(directory.database, directory.path + "/old.db") == 0)
        #expect(refusal().contains("another server"))
        #expect(refusal(directory.path + "/old.db").contains("another server"))
        try first.close()
    }

    @Test("SQLite's own locks stay in force beside ours")
    func sqliteLocks() throws {
        let store = try SQLiteMailboxStore.open(path: directory.database)
        // What SQLite holds on the database while it has it open, and ours, which belongs to no process.
        let inode = try #require(
            try FileManager.default.attributesOfItem(atPath: directory.database)[.systemFileNumber] as? Int)
        let locks = try String(contentsOfFile: "/proc/locks", encoding: .utf8).split(separator: "\n")
            .filter { $0.contains(":\(inode) ") }
        #expect(locks.contains { $0.contains(" POSIX ") && $0.contains(" \(getpid()) ") }, "\(locks)")
        #expect(locks.contains { $0.contains(" OFDLCK ") && $0.contains(" WRITE ") }, "\(locks)")
        try store.close()
    }

    /// What has the lock file's name, and is none.
    enum ForeignLock: String, CaseIterable {
        case link, danglingLink, hardLink, folder, pipe

        func make(_ name: String, of victim: String) -> Int32 {
            switch self {
            case .link: symlink(victim, name)
            case .danglingLink: symlink(victim + "2", name)
            case .hardLink: Glibc.link(victim, name)
            case .folder: mkdir(name, 0o700)
            case .pipe: mkfifo(name, 0o600)
            }
        }
    }

    @Test("what has the lock file's name and is another's is neither written nor cut", arguments: ForeignLock.allCases)
    func foreignLock(foreign: ForeignLock) throws {
        let victim = directory.path + "/victim"
        try Data("precious\n".utf8).write(to: URL(fileURLWithPath: victim))
        #expect(foreign.make(directory.database + ".lock", of: victim) == 0)
        let text = refusal()
        #expect(text.hasPrefix("the lock file \(directory.database).lock "), "\(text)")
        if foreign != .folder { #expect(text.hasSuffix(", which no server has made: remove it"), "\(text)") }
        #expect(try String(contentsOfFile: victim, encoding: .utf8) == "precious\n")
        #expect(!FileManager.default.fileExists(atPath: victim + "2"))
    }

    @Test("a lock file with something else in it keeps that, and locks all the same")
    func otherContent() throws {
        let lock = directory.database + ".lock"
        for text in ["precious\n", String(repeating: "1", count: 100), "12\n34\n"] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: lock))
            let first = try SQLiteMailboxStore.open(path: directory.database)
            #expect(refusal().contains("another server has the database open"))
            #expect(try String(contentsOfFile: lock, encoding: .utf8) == text)
            try first.close()
        }
    }

    @Test("an empty file becomes a database, and a lock file left behind locks nobody out")
    func leftovers() throws {
        try Data().write(to: URL(fileURLWithPath: directory.database))
        try Data("4711\n".utf8).write(to: URL(fileURLWithPath: directory.database + ".lock"))
        #expect(refusal() == "opened")
    }
}
