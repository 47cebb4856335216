import Access
import Foundation
import Gatekeeping
import Logging
import NIOCore
import NIOPosix
import Prompts
import StoreSQLite
import Synchronization
import Testing
import VoicemailModel
import VoicemailTestKit
import Wire

@testable import LineServer

/// Real parts for a gatekeeper without a network: a store of its own, in a directory that goes with this.
final class GatekeeperParts: Sendable {
    let store: SQLiteMailboxStore
    private let directory: URL

    init(
        clock: any ServerClock = SystemClock(), bounds: SQLiteMailboxStore.Bounds = SQLiteMailboxStore.Bounds()
    ) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "vmgate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        store = try SQLiteMailboxStore.open(path: directory.appending(path: "vm.db").path, bounds: bounds, clock: clock)
    }

    /// What somebody with sqlite3 does to the database meanwhile.
    func edit(_ sql: String) throws {
        try ServerProcess.sql(sql, in: directory.appending(path: "vm.db").path)
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    /// - Parameters:
    ///   - eventLoop: the loop that would also serve the connections.
    ///   - store: in place of this one's own, such as one that comes before it.
    func makeGatekeeper(
        on eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next(), rules: CoreRules,
        store: (any MailboxStore)? = nil, hasher: any PINHasher,
        clock: any ServerClock = SystemClock(), clients: ClientList = .none, hashCosts: HashCosts? = nil
    ) throws -> Gatekeeper {
        let catalogs = try PromptCatalogs.load(
            directory: ServerProcess.repository.appending(path: "prompts").path,
            defaultLanguage: try #require(LanguageTag("en-US")))
        return Gatekeeper(
            eventLoop: eventLoop, rules: rules,
            equipment: Gatekeeper.Equipment(
                store: store ?? self.store, hasher: hasher, clock: clock,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, hashCosts: hashCosts),
            speech: try Speech(catalogs: catalogs, defaultZone: try #require(TimeZoneName("UTC"))), clients: clients,
            version: "test")
    }
}

extension Caller {
    /// Somebody who may ask everything.
    static let admin = Caller(ConnectionIdentity(unnamed: .admin), connection: 1, request: 1)
}

extension Gatekeeper {
    /// The line with which `request` is answered.
    func line(_ request: Request, from caller: Caller = .admin) async -> String {
        var bytes = ByteBuffer()
        (await reply(to: request, from: caller)).write(to: &bytes, tag: nil)
        return String(buffer: bytes)
    }

    private func reply(to request: Request, from caller: Caller) async -> Reply {
        if let reply = answerNow(request, from: caller, PreparedReplies(defaults: settingsDefaults)) { return reply }
        switch await answer(to: request, from: caller) {
        case .reply(let reply): return reply
        case .askAgain:
            return answerNow(request, from: caller, PreparedReplies(defaults: settingsDefaults))
                ?? .failure(.unavailable)
        }
    }

    /// Cancelling takes the request back, as the end of its connection does.
    private func answer(to request: Request, from caller: Caller) async -> LineAnswer {
        let pending = Pending()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let request = begin(request, from: caller) { continuation.resume(returning: $0) }
                pending.request.withLock { $0 = request }
                if Task.isCancelled { cancel(request) }
            }
        } onCancel: {
            eventLoop.execute {
                self.assumeIsolated { gatekeeper in
                    if let request = pending.request.withLock({ $0 }) { gatekeeper.cancel(request) }
                }
            }
        }
    }
}

/// What is taken back when a test's task is cancelled.
private final class Pending: Sendable {
    let request = Mutex<PendingRequest?>(nil)
}
