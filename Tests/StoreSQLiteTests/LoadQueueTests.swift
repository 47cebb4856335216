import Dispatch
import GRDB
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import StoreSQLite

/// Reads that are asked for while another is under way.
@Suite("The queues of reads", .timeLimit(.minutes(5)))
struct LoadQueueTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteMailboxStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteMailboxStore.open(path: directory.database)
    }

    /// What is counted by the second of two reads that waited together, when a mailbox was added as soon as the first was told.
    private func countAfterFirst(in queue: LoadQueue) async throws -> Int {
        let (isReading, mayEnd) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        queue.append { _ in
            isReading.signal()
            mayEnd.wait()
        } completion: { _ in
        }
        return try await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [store] in
                isReading.wait()
                queue.append {
                    try $0.count()
                } completion: { _ in
                    try? store.pool.write { database in
                        try database.execute(
                            sql: """
                                INSERT INTO mailbox (context, number, enable_voicemail_pin, voicemail_play_datetime,
                                    enable_voicemail_notify, must_change) VALUES ('default', '1', 1, 'DISABLE', 0, 0)
                                """)
                    }
                }
                queue.append({ try $0.count() }, completion: { continuation.resume(returning: $0) })
                mayEnd.signal()
            }
        }.get()
    }

    @Test("rows that wait together are read together, from one snapshot; each page is read by itself")
    func snapshots() async throws {
        #expect(try await countAfterFirst(in: store.rowReads) == 0)
        try await store.put(nil, .known("1"))
        #expect(try await countAfterFirst(in: store.pageReads) == 1)
        try store.close()
    }

    @Test("however many wait, each is told once; what is still to be read when the store closes fails")
    func many() async throws {
        for queue in [store.rowReads, store.pageReads] {
            let told = await withTaskGroup(of: Int?.self, returning: Set<Int?>.self) { group in
                for number in 0..<1000 {
                    group.addTask {
                        // One that is resumed twice ends the test.
                        await withCheckedContinuation { continuation in
                            queue.append({ _ in number }, completion: { continuation.resume(returning: try? $0.get()) })
                        }
                    }
                }
                return await group.reduce(into: []) { $0.insert($1) }
            }
            #expect(told == Set(0..<1000))
        }
        try store.close()
        await #expect(throws: StoreError.closed) { try await store.count() }
        await #expect(throws: StoreError.closed) { try await store.list(MailboxQuery()) }
    }
}
