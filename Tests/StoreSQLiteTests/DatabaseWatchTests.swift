import Foundation
import GRDB
import Glibc
import Synchronization
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

@Suite("A database that is taken away while it is served", .timeLimit(.minutes(5)))
struct DatabaseWatchTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteMailboxStore
    private let told = Told()

    /// What the operator is told: a sentence, or nil when it is over.
    private final class Told: Sendable {
        private let all = Mutex<[String?]>([])
        var sentences: [String?] { all.withLock { $0 } }
        @Sendable func note(_ error: StoreError?) { all.withLock { $0.append(error?.description) } }
    }

    init() async throws {
        directory = try TemporaryDirectory()
        let folder = directory.path + "/data"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        store = try SQLiteMailboxStore.open(path: folder + "/vmgate.db", whenDisplaced: told.note)
        try await store.put(.plain, .known("1001"))
    }

    private var database: String { directory.path + "/data/vmgate.db" }
    private var other: String { directory.path + "/other.db" }

    /// How it is taken away.
    enum Taking: String, CaseIterable {
        case removed, renamed, replaced, cut, emptied, folderRenamed, logRemoved, logReplaced, indexRemoved
        case overwritten, olderCopy, indexCut, indexEmptied, indexOverwritten, logCut, logEmptied, logOverwritten

        var says: String {
            switch self {
            case .removed, .renamed, .folderRenamed: "is not there any more"
            case .replaced: "was replaced by another file"
            case .cut, .emptied: "was cut short"
            case .logRemoved, .logReplaced, .indexRemoved: "the log of the database"
            case .overwritten, .olderCopy: "was overwritten by another program"
            case .indexCut, .indexEmptied, .indexOverwritten: "-shm) was cut short or overwritten"
            case .logCut, .logEmptied, .logOverwritten: "-wal) was cut short or overwritten"
            }
        }
    }

    private func take(_ taking: Taking) throws {
        switch taking {
        case .removed: #expect(unlink(database) == 0)
        case .renamed: #expect(rename(database, other) == 0)
        case .replaced:
            try FileManager.default.copyItem(atPath: database, toPath: other)
            #expect(rename(other, database) == 0)
        case .cut: #expect(truncate(database, 4096 + 100) == 0)
        case .emptied: #expect(truncate(database, 0) == 0)
        case .folderRenamed: #expect(rename(directory.path + "/data", directory.path + "/elsewhere") == 0)
        case .logRemoved: #expect(unlink(database + "-wal") == 0)
        case .logReplaced:
            try Data("x".utf8).write(to: URL(filePath: other))
            #expect(rename(other, database + "-wal") == 0)
        case .indexRemoved: #expect(unlink(database + "-shm") == 0)
        case .overwritten:
            let next = try SQLiteMailboxStore.open(path: other)
            try next.close()
            try overwrite(database, with: Data(contentsOf: URL(filePath: other)))
        case .olderCopy: try overwrite(database, with: Data(contentsOf: URL(filePath: other)))
        case .indexCut: #expect(truncate(database + "-shm", 40) == 0)
        case .indexEmptied: #expect(truncate(database + "-shm", 0) == 0)
        case .indexOverwritten: try overwrite(database + "-shm", with: Data(repeating: 0, count: 32_768))
        case .logCut: #expect(truncate(database + "-wal", 5000) == 0)
        case .logEmptied: #expect(truncate(database + "-wal", 0) == 0)
        case .logOverwritten:
            let size = try #require(try FileManager.default.attributesOfItem(atPath: database + "-wal")[.size] as? Int)
            try overwrite(database + "-wal", with: Data(repeating: 1, count: size))
        }
    }

    /// In place, and without its ever being shorter, so that no look sees it being emptied.
    private func overwrite(_ path: String, with content: Data) throws {
        let file = open(path, O_WRONLY)
        defer { Glibc.close(file) }
        #expect(content.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) } == content.count)
    }

    /// What a start would serve now, were this the next process. The stopped store's connections are open in this one, and would share
    /// what they know of the files: so it is opened under another name.
    private func restarted() throws -> SQLiteMailboxStore {
        let copy = directory.path + "/restarted.db"
        for ending in ["", "-wal", "-shm", "-wal.lost"] where access(database + ending, F_OK) == 0 {
            try FileManager.default.copyItem(atPath: database + ending, toPath: copy + ending)
        }
        return try SQLiteMailboxStore.open(path: copy)
    }

    private func checkpoint() async throws {
        try await store.pool.writeWithoutTransaction { _ = try $0.checkpoint(.passive) }
    }

    @Test(
        "nothing is written or read from then on, and the operator is told once what to do", arguments: Taking.allCases)
    func displaced(taking: Taking) async throws {
        // In the file, and not in the log alone, so that a part of it can be cut off.
        try await checkpoint()
        if taking == .olderCopy { try FileManager.default.copyItem(atPath: database, toPath: other) }
        try await store.audited(.plain, .known("1002"))
        try await checkpoint()
        try await store.put(.plain, .known("1002"))
        try take(taking)
        for id in [MailboxID.known("1001"), .known("1003")] {
            for attempt in [
                await Result { try await store.put(.full, id) }, await Result { _ = try await store.load(id) },
                await Result { _ = try await store.count() },
            ] {
                guard case .failure(let error as StoreError) = attempt, case .displaced(let sentence) = error else {
                    Issue.record("\(attempt)")
                    continue
                }
                #expect(sentence.contains(taking.says), "\(sentence)")
            }
        }
        #expect(told.sentences.count == 1)
        #expect(told.sentences.first??.contains(taking.says) == true)
        try? store.close()
    }

    @Test("it is noticed without anybody asking")
    func noticed() async throws {
        #expect(rename(database, other) == 0)
        try await yieldUntil("the operator is told") { told.sentences.count == 1 }
        #expect(rename(other, database) == 0)
        try await yieldUntil("the operator is told that it is over") { told.sentences.count == 2 }
        #expect(told.sentences[1] == nil)
        try store.close()
    }

    @Test(
        "back under its name it is served again, with all that was committed",
        arguments: [Taking.renamed, .folderRenamed])
    func back(taking: Taking) async throws {
        try take(taking)
        await #expect(throws: StoreError.self) { try await store.put(.full, .known("1001")) }
        if taking == .renamed {
            #expect(rename(other, database) == 0)
        } else {
            #expect(rename(directory.path + "/elsewhere", directory.path + "/data") == 0)
        }
        #expect(try await store.load(.known("1001")).mailbox == .plain)
        try await store.put(.full, .known("1001"))
        try store.close()
        let again = try SQLiteMailboxStore.open(path: database)
        #expect(try await again.load(.known("1001")).mailbox == .full)
        try again.close()
    }

    @Test("a stop leaves what has the database's name as it is, and its log, and the next start serves it")
    func stop() async throws {
        // Another database, with a log of its own: what a restored backup may come with.
        let next = try SQLiteMailboxStore.open(path: other)
        try await next.put(.full, .known("9009"))
        for ending in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: other + ending, toPath: other + "2" + ending)
        }
        try next.close()
        for ending in ["-wal", ""] { #expect(rename(other + "2" + ending, database + ending) == 0) }
        try? store.close()
        #expect(unlink(database + "-shm") == 0)
        let again = try SQLiteMailboxStore.open(path: database)
        #expect(try await again.load(.known("9009")).mailbox == .full)
        try again.close()
    }

    @Test(
        "a start after it was overwritten serves what was put there, and nothing of what was committed before is in it")
    func overwritten() async throws {
        try take(.overwritten)
        await #expect(throws: StoreError.self) { try await store.put(.plain, .known("1002")) }
        let before = try Data(contentsOf: URL(filePath: database))
        try store.close()
        #expect(try Data(contentsOf: URL(filePath: database)) == before)
        #expect(access(database + "-wal.lost", F_OK) == 0)
        let again = try restarted()
        #expect(try await again.load(.known("1001")).mailbox == nil)
        let problems = try await again.pool.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
        #expect(problems == ["ok"])
        try again.close()
    }

    @Test("a start after it was cut or emptied is refused", arguments: [Taking.cut, .emptied])
    func cut(taking: Taking) async throws {
        try await checkpoint()
        try take(taking)
        await #expect(throws: StoreError.self) { try await store.put(.plain, .known("1002")) }
        try store.close()
        #expect(throws: StoreError.self) { try restarted().close() }
    }

    @Test(
        "a start after the index was cut has all that was committed",
        arguments: [Taking.indexCut, .indexEmptied, .indexOverwritten])
    func indexCut(taking: Taking) async throws {
        try take(taking)
        await #expect(throws: StoreError.self) { try await store.put(.plain, .known("1002")) }
        try store.close()
        let again = try restarted()
        #expect(try await again.load(.known("1001")).mailbox == .plain)
        #expect(try await again.load(.known("1002")).mailbox == nil)
        try again.close()
    }

    @Test("an index that is cut within a transaction ends neither the process nor in what was read without it")
    func indexCutWithin() async throws {
        try await store.put(.plain, .known("1002"))
        let index = database + "-shm"
        let decided: Result<Decided<Void>, StoreError> = await withCheckedContinuation { continuation in
            store.transact(
                LedgerScope(.known("1002")), .unhurried,
                decide: { rows in
                    rows.mailbox = .full
                    _ = truncate(index, 0)
                }, completion: { continuation.resume(returning: $0) })
        }
        guard case .failure(.displaced(let sentence)) = decided else {
            Issue.record("\(decided)")
            return
        }
        #expect(sentence.contains("-shm) was cut short"))
        await #expect(throws: StoreError.self) { _ = try await store.load(.known("1001")) }
        try store.close()
        let again = try restarted()
        #expect(try await again.load(.known("1001")).mailbox == .plain)
        #expect(try await again.load(.known("1002")).mailbox == .plain)
        try again.close()
    }

    @Test("who touches it, reads it with another program, or has it checkpointed or vacuumed, changes nothing")
    func harmless() async throws {
        let outside = try DatabaseQueue(path: database)
        for round in 0..<50 {
            try await store.audited(.plain, .known("1\(round)"))
            switch round % 5 {
            case 0: #expect(utimes(database, nil) == 0)
            case 1: _ = try await outside.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM mailbox") }
            case 2: try await outside.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            case 3: try await outside.vacuum()
            default: try await checkpoint()
            }
            #expect(try await store.load(.known("1\(round)")).mailbox == .plain)
        }
        #expect(told.sentences.isEmpty)
        try outside.close()
        try store.close()
    }

    @Test("commits and checkpoints beside looks without a pause are nobody else's")
    func ownWriting() async throws {
        let watching = Task.detached { [watch = store.watch] in
            while !Task.isCancelled { try watch.check() }
        }
        for number in 0..<300 {
            try await store.audited(.plain, .known("5\(number)"))
            if number % 3 == 0 { try await checkpoint() }
            if number % 50 == 0 { try await store.pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) } }
        }
        watching.cancel()
        try await watching.value
        #expect(told.sentences.isEmpty)
        try store.close()
    }

    /// Of the database, with all that was committed in it.
    private func size() async throws -> Int {
        try await store.pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        return try #require(try FileManager.default.attributesOfItem(atPath: database)[.size] as? Int)
    }

    @Test("a database that was vacuumed while it is served is shorter, and served")
    func vacuumed() async throws {
        for number in 0..<500 { store.send(Change(.known("5\(number)")) { $0.mailbox = .full }) }
        try await store.put(nil, .known("1"))
        for number in 0..<500 { store.send(Change(.known("5\(number)")) { $0.mailbox = nil }) }
        try await store.put(nil, .known("1"))
        let before = try await size()
        #expect(try await store.load(.known("1001")).mailbox == .plain)
        try await store.pool.vacuum()
        #expect(try await size() < before)
        #expect(try await store.load(.known("1001")).mailbox == .plain)
        try await store.put(.full, .known("1001"))
        #expect(told.sentences.isEmpty)
        try store.close()
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

extension SQLiteMailboxStore {
    /// Puts a mailbox, and has the audit keep that something was granted.
    fileprivate func audited(_ mailbox: Mailbox?, _ id: MailboxID) async throws(StoreError) {
        try await transact(LedgerScope(id)) {
            $0.mailbox = mailbox
            $0.audit.append(.known(id.number))
        }
    }
}
