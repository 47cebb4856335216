import Access
import ArgumentParser
import CFilePages
import CWipedMemory
import Dispatch
import Foundation
import Gatekeeping
import LineServer
import Logging
import NIOCore
import NIOPosix
import Observability
import PINHashing
import Prompts
import Rendering
import Sealing
import ServiceLifecycle
import Settings
import StoreSQLite
import UnixSignals
import VoicemailModel
import ZoneRules

/// The service that `vmgate serve` runs: the one place where everything is wired together.
struct VmgateService {
    private let settings: ServeSettings
    private let variables: EnvironmentVariables
    private let clientFile: ClientFile?
    private let bound: BoundSockets

    /// Denies the process what it does not need, and makes it the user that it is to be. To be called on the first thread,
    /// while there is no other.
    ///
    /// - Parameters:
    ///   - variables: the environment, of which the log says what is not a setting.
    ///   - clientFile: where clients are reread; nil when there is no settings file.
    /// - Throws: `CommandFailure`, one sentence about what cannot work.
    static func prepare(
        _ settings: ServeSettings, _ variables: EnvironmentVariables, _ clientFile: ClientFile? = nil
    ) throws(CommandFailure) -> VmgateService {
        ProcessHardening.apply()
        try AddressSpace.check(settings)
        let bound = try PrivilegedPorts.bind(settings.listen + settings.listenTLS)
        // From here on, files that are opened and made are that user's.
        if settings.user != ServeSettings.sameUser { try Privileges.become(settings.user) }
        return VmgateService(settings: settings, variables: variables, clientFile: clientFile, bound: bound)
    }

    /// Runs until it is told to stop by SIGTERM or SIGINT.
    ///
    /// - Throws: `CommandFailure`, one sentence about what cannot work.
    func run() async throws {
        let level = settings.logLevel
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        let style = LogLineStyle(format: settings.logFormat, isForJournal: Journal.takesStandardError)
        let log = LogWriter(style: style)
        defer { log.flush() }
        let logger = Logger(label: "vmgate") { _ in LineLogHandler(level: level, writer: log) }

        variables.warn(logger)
        if settings.isInsecure {
            logger.warning(
                "insecure: other machines may connect without TLS or without authenticating",
                metadata: ["setting": "listen.insecure"])
        }
        if settings.tlsCertificate != nil, settings.listenTLS.isEmpty {
            logger.warning("TLS is not used: there is a certificate, but no listen.tls")
        }
        let version = VmgateCommand.configuration.version
        let metrics = ServiceMetrics(version: version)
        let policy = try settings.makePINPolicy()
        let zones = Self.makeZones(logger)
        let speech = try explained { try makeSpeech(zones) }
        let seals = SealSetup(keyFile: settings.sealKeyFile, logger: logger, factory: metrics.registry)
        let ring = try explained { try seals.readKeys() }
        let store = try explained { try StoreSetup(settings: settings, logger: logger).open(metrics, ring) }
        let clock = store.clock
        let passes = LoopPasses()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1, metricsDelegate: passes)
        let hasher = try explained { try makeHasher(metrics) }
        if hasher.status.memory == .mapped {
            logger.warning(
                "each hash maps its memory again, which is slower: this libsodium asks for it in another way",
                metadata: ["hash_memory": "mapped"])
        }
        let freedMemory = wiped_memory_is_in_use() ? "wiped" : "left"
        let (clients, blocklist) = makeKeepers(logger)
        let zoneKeeper = ZoneKeeper(zones, logger: logger)
        let gatekeeper = Gatekeeper(
            eventLoop: group.next(), rules: makeRules(),
            equipment: Gatekeeper.Equipment(
                store: store, hasher: hasher, clock: clock, logger: logger,
                metrics: GatekeepingMetrics(factory: metrics.registry), sealing: seals.make(ring, store, clock),
                hashCosts: store.hashCosts),
            speech: speech, policy: policy, clients: Self.list(settings.clients),
            keepers: Gatekeeper.Keepers(clients: clients, blocklist: blocklist, zones: zoneKeeper), version: version,
            auditObjection: store.auditObjection,
            figures: { [isInsecure = settings.isInsecure] isAdmin in
                SealSetup.figures(ring) + metrics.figures + (isAdmin ? metrics.adminFigures : [])
                    + [("freed_memory", freedMemory)] + Self.figures(zones)
                    + (isInsecure ? [(key: "insecure", value: "true")] : [])
            })
        let endpoint = try await startEndpoint(metrics.content(of: gatekeeper), logger)
        let tls = try explained { try makeTLS(logger) }
        let line = LineService(
            gatekeeper: gatekeeper, addresses: addresses, bound: bound, tls: tls,
            metrics: LineMetrics(factory: metrics.registry), limits: limits(logger), passes: passes,
            logger: logger,
            whenReady: { [prompts = settings.promptsDirectory] in
                Self.tellServiceManager(logger)
                Self.announce($0, metrics: endpoint?.address, zones.edition, logger)
                Self.warnOfOddRecordings(in: prompts, logger)
            })
        let services = ServiceGroup(
            services: [
                HangupService(
                    hangups: hangups, tls: tls, clients: clients, blocklist: blocklist, zones: zoneKeeper,
                    logger: logger),
                // They end the other way round.
                gatekeeper,
                line,
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        do {
            try await services.run()
        } catch let error as ListenError {
            throw CommandFailure(error.description)
        }
        // Up to here, so that whoever watches the drain sees it.
        await endpoint?.stop()
        // Nothing is asked any more: what was answered is on disk, what is queued has lost its client.
        hasher.shutdown()
        try explained { try store.close() }
        try await group.shutdownGracefully()
        logger.info("stopped")
    }

    /// Nil when TLS is spoken nowhere.
    private func makeTLS(_ logger: Logger) throws -> TLSKeeper? {
        guard !settings.listenTLS.isEmpty, let certificate = settings.tlsCertificate, let key = settings.tlsKey else {
            return nil
        }
        let files = TLSFiles(
            certificate: certificate, key: key, clientAuthority: settings.clientAuthority,
            clientCertificates: settings.clientCertificates)
        return try TLSKeeper(files, logger: logger)
    }

    /// What is reread on SIGHUP besides the files of TLS; nil where there is no file to read.
    private func makeKeepers(_ logger: Logger) -> (
        clients: FileKeeper<ClientList>?, blocklist: FileKeeper<PINBlocklist>?
    ) {
        let clients = clientFile.map { file in
            FileKeeper(logger: logger, complaint: "clients stay as they were") { Self.list(try file.read()) }
        }
        let blocklist = settings.pinBlocklist.map { path in
            FileKeeper(logger: logger, complaint: "the blocklist stays as it was") { try PINBlocklist(file: path) }
        }
        return (clients, blocklist)
    }

    private static func makeZones(_ logger: Logger) -> ZoneDatabase {
        ZoneDatabase { problem in
            logger.warning(
                "a time zone's file cannot be used: the built-in rules are, where there are some",
                metadata: ["zone": "\(problem.zone)", "file": "\(problem.file)", "reason": "\(problem.reason)"])
        }
    }

    /// What INFO says of the time zones' rules.
    private static func figures(_ zones: ZoneDatabase) -> [(key: String, value: String)] {
        let edition = zones.edition
        return [("time_zones", edition.version ?? "unknown"), ("time_zones_source", edition.source.rawValue)]
    }

    private func makeSpeech(_ zones: ZoneDatabase) throws -> Speech {
        let catalogs = try PromptCatalogs.load(
            directory: settings.promptsDirectory, defaultLanguage: settings.defaultLanguage, pack: settings.soundPack)
        return try Speech(
            catalogs: catalogs, isNearOnly: settings.isNearOnly, defaultZone: settings.defaultZone, zones: zones)
    }

    private func makeHasher(_ metrics: ServiceMetrics) throws -> HashingPool {
        try HashingPool(
            parameters: Argon2Parameters(memory: settings.hashMemory.bytes, operations: settings.hashOperations),
            workers: settings.hashWorkers, capacity: settings.hashQueue,
            metrics: HashingMetrics(factory: metrics.registry))
    }

    /// Nil when metrics are off.
    private func startEndpoint(_ content: MetricsEndpoint.Content, _ logger: Logger) async throws -> MetricsEndpoint? {
        guard let address = settings.metrics else { return nil }
        do {
            return try await MetricsEndpoint.start(
                host: address.host, port: Int(address.port), content: content, logger: logger)
        } catch {
            throw CommandFailure(error.description)
        }
    }

    private func makeRules() -> CoreRules {
        CoreRules(
            access: AccessRules(
                lockout: Lockout(
                    maxAttempts: settings.lockoutMaxAttempts, baseSeconds: Int64(settings.lockoutBaseSeconds),
                    maxSeconds: Int64(settings.lockoutMaxSeconds), permanentAfter: settings.lockoutPermanentAfter),
                sourceLimit: SourceLimit(
                    maxFailures: settings.sourceMaxFailures, windowSeconds: Int64(settings.sourceWindowSeconds)),
                ages: settings.pinAges, history: settings.pinHistory, pinless: settings.pinless),
            deadline: .milliseconds(settings.hashDeadlineMilliseconds))
    }

    private static func list(_ clients: [Client]) -> ClientList {
        ClientList(
            clients, ownUserID: geteuid(),
            costliestHash: ClientSecret.costliest(of: clients.compactMap(\.secretHash)))
    }

    private var addresses: [ListenAddress] {
        settings.listen.map { .tcp(host: $0.host, port: Int($0.port)) }
            + settings.listenTLS.map { .tls(host: $0.host, port: Int($0.port)) } + [.unix(path: settings.adminSocket)]
    }

    /// The settings' limits, with no more connections than there are files for.
    private func limits(_ logger: Logger) -> LineService.ConnectionLimits {
        let files = ProcessHardening.fileLimit
        let connections = min(settings.connections, max(1, files - Limits.reservedFiles))
        if connections < settings.connections {
            logger.warning(
                "fewer connections than limits.connections allows: raise the system's limit of open files",
                metadata: ["connections": "\(connections)", "open_files": "\(files)"])
        }
        return LineService.ConnectionLimits(
            connections: connections, idle: .seconds(settings.idleSeconds), pipeline: settings.pipeline)
    }

    private static func tellServiceManager(_ logger: Logger) {
        guard !ServiceManager.tellReady(at: ProcessInfo.processInfo.environment["NOTIFY_SOCKET"]) else { return }
        logger.warning(
            "the service manager waits to hear that this is ready, but could not be told",
            metadata: ["reason": "\(String(cString: strerror(errno)))"])
    }

    /// Tells whoever started this that it may be asked, and where.
    private static func announce(
        _ addresses: [ListenAddress], metrics: String?, _ zones: ZoneDatabase.Edition, _ logger: Logger
    ) {
        // What only the start has read takes no memory from now on: most of it is what CLDR knows of every language.
        file_pages_release()
        var tcp: [String] = []
        var tls: [String] = []
        var admin = ""
        for address in addresses {
            switch address {
            case .tcp: tcp.append(address.description)
            case .tls: tls.append(address.description)
            case .unix(let path): admin = path
            }
        }
        let listen = tcp.joined(separator: ",")
        var metadata: Logger.Metadata = ["listen": "\(listen)", "admin": "\(admin)"]
        if !tls.isEmpty { metadata["tls"] = "\(tls.joined(separator: ","))" }
        metadata["metrics"] = metrics.map { "\($0)" }
        metadata["time_zones"] = "\(zones)"
        logger.info("ready", metadata: metadata)
        let end = (tls.isEmpty ? "" : " tls=\(tls.joined(separator: ","))") + (metrics.map { " metrics=\($0)" } ?? "")
        try? StandardOutput.write("vmgate ready listen=\(listen) admin=\(admin)\(end)\n")
    }

    /// A recording at the wrong rate is played too slow or as noise: who runs this hears of it before callers do. On a thread of
    /// its own, as thousands of files are opened.
    private static func warnOfOddRecordings(in prompts: String, _ logger: Logger) {
        DispatchQueue.global(qos: .background).async {
            let odd = SoundReport.oddForms(in: prompts)
            for sound in odd.prefix(10) {
                logger.warning(
                    "a recording cannot be played as it is",
                    metadata: ["file": "\(sound.file)", "reason": "\(sound.reason)"])
            }
            if odd.count > 10 {
                logger.warning(
                    "more recordings cannot be played: vmgate prompts check", metadata: ["count": "\(odd.count)"])
            }
        }
    }

    /// Runs what can fail with an error that describes itself in a sentence.
    private func explained<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw CommandFailure("\(error)")
        }
    }
}
