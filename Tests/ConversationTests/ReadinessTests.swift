import Access
import Foundation
import Logging
import NIOPosix
import PINHashing
import Prompts
import StoreSQLite
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import Gatekeeping

/// What keeps a server from being ready.
@Suite("Readiness", .timeLimit(.minutes(5)))
struct ReadinessTests {
    @Test("it starts, serves, and names what has failed")
    func objections() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vmgate-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try SQLiteMailboxStore.open(path: folder.appendingPathComponent("vm.db").path)
        let hasher = try HashingPool(
            parameters: Argon2Parameters(memory: 8192, operations: 1), workers: 2, capacity: 4)
        let catalogs = try PromptCatalogs.load(
            directory: ServerProcess.repository.appendingPathComponent("prompts").path,
            defaultLanguage: #require(LanguageTag("en-US")))
        let speech = try Speech(catalogs: catalogs, defaultZone: .utc)
        let gatekeeper = Gatekeeper(
            eventLoop: MultiThreadedEventLoopGroup.singleton.next(),
            rules: CoreRules(deadline: .seconds(2)),
            equipment: Gatekeeper.Equipment(
                store: store, hasher: hasher, clock: SystemClock(),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }),
            speech: speech, version: "0")

        #expect(await gatekeeper.objectionToServing() == "The server is starting.")
        let serving = Task { try await gatekeeper.run() }
        defer { serving.cancel() }
        await gatekeeper.hasStarted()
        #expect(await gatekeeper.objectionToServing() == nil)
        try store.close()
        #expect(
            await gatekeeper.objectionToServing() == "The database does not answer: the log has the reason.")
        hasher.shutdown()
        #expect(
            await gatekeeper.objectionToServing() == "Of 2 hashing threads, 0 are left: restart the server.")
        await gatekeeper.frontEndStops()
        #expect(
            await gatekeeper.objectionToServing() == "The server is stopping: it takes no new connections.")
    }
}
