import Access
import Foundation
import Logging
import NIOCore
import NIOPosix
import Prompts
import StoreSQLite
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import VoicemailServer

/// Real parts for a gatekeeper without a network: a store of its own, in a directory that goes with this.
final class GatekeeperParts: Sendable {
    let store: SQLiteMailboxStore
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "vmgate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        store = try SQLiteMailboxStore.open(path: directory.appending(path: "vm.db").path)
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    /// - Parameters:
    ///   - eventLoop: the loop that would also serve the connections.
    ///   - store: in place of this one's own, such as one that comes before it.
    func makeGatekeeper(
        on eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next(), rules: Gatekeeper.Rules,
        store: (any MailboxStore)? = nil, hasher: any PINHasher,
        clock: any ServerClock = SystemClock(), clients: ClientList = .none, hashCosts: HashCosts? = nil
    ) throws -> Gatekeeper {
        let catalogs = try PromptCatalogs.load(
            directory: ServerProcess.repository.appending(path: "prompts").path,
            defaultLanguage: try #require(LanguageTag("en-US")))
        return Gatekeeper(
            eventLoop: eventLoop, rules: rules, store: store ?? self.store,
            hasher: hasher, clock: clock,
            speech: try Speech(catalogs: catalogs, defaultZone: try #require(TimeZoneName("UTC"))), version: "test",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, clients: clients,
            hashCosts: hashCosts)
    }
}
