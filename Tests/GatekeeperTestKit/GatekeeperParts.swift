package import Access
import Foundation
package import Gatekeeping
import Logging
package import NIOCore
import NIOPosix
import Prompts
package import StoreSQLite
package import VoicemailModel
import VoicemailTestKit

/// Real parts for a gatekeeper without a network: a store of its own, in a directory that goes with this.
package final class GatekeeperParts: Sendable {
    package let store: SQLiteMailboxStore
    private let directory: URL

    package init(
        clock: any ServerClock = SystemClock(), bounds: SQLiteMailboxStore.Bounds = SQLiteMailboxStore.Bounds()
    ) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "vmgate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        store = try SQLiteMailboxStore.open(path: directory.appending(path: "vm.db").path, bounds: bounds, clock: clock)
    }

    /// What somebody with sqlite3 does to the database meanwhile.
    package func edit(_ sql: String) throws {
        try ServerProcess.sql(sql, in: directory.appending(path: "vm.db").path)
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    /// - Parameters:
    ///   - eventLoop: the loop that would also serve the connections.
    ///   - store: in place of this one's own, such as one that comes before it.
    package func makeGatekeeper(
        on eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next(), rules: CoreRules,
        store: (any MailboxStore)? = nil, hasher: any PINHasher,
        clock: any ServerClock = SystemClock(), clients: ClientList = .none, hashCosts: HashCosts? = nil
    ) throws -> Gatekeeper {
        let catalogs = try PromptCatalogs.load(
            directory: ServerProcess.repository.appending(path: "prompts").path,
            defaultLanguage: LanguageTag("en-US")!)
        return Gatekeeper(
            eventLoop: eventLoop, rules: rules,
            equipment: Gatekeeper.Equipment(
                store: store ?? self.store, hasher: hasher, clock: clock,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, hashCosts: hashCosts),
            speech: try Speech(catalogs: catalogs, defaultZone: .utc), clients: clients,
            version: "test")
    }
}

extension Caller {
    /// Somebody who may ask everything.
    package static let admin = Caller(ConnectionIdentity(unnamed: .admin), connection: 1, request: 1)
}
