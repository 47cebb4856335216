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

        var says: String {
            switch self {
            case .removed, .renamed, .folderRenamed: "is not there any more"
            case .replaced: "was replaced by another file"
            case .cut, .emptied: "was cut short"
            case .logRemoved, .logReplaced, .indexRemoved: "the log of the database"
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
        }
    }

    @Test(
        "nothing is written or read from then on, and the operator is told once what to do", arguments: Taking.allCases)
    func displaced(taking: Taking) async throws {
        // In the file, and not in the log alone, so that a part of it can be cut off.
        try await store.pool.writeWithoutTransaction { _ = try $0.checkpoint(.passive) }
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
