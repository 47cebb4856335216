import Access
import Logging
import VoicemailModel
import VoicemailServer

/// What `vmgate serve` runs with. The values here are the defaults; `ServeSettings.table` names them to the outside.
struct ServeSettings: Equatable, Sendable {
    var listen: [ListenAddress] = [.standard]
    /// Where TLS is spoken.
    var listenTLS: [ListenAddress] = []
    /// Whether others than this machine may connect without TLS or without clients.
    var isInsecure = false
    /// The admin's Unix socket, mode 0600. Left alone, it is `vmgate.sock` beside the database.
    var adminSocket = "var/vmgate.sock"
    var database = "var/vmgate.db"
    /// The keys that hashes of PINs are sealed with; nil leaves them as they are.
    var sealKeyFile: String?

    /// The files of TLS.
    var tlsCertificate: String?
    var tlsKey: String?
    var clientCertificates = ClientCertificates.off
    var clientAuthority: String?

    /// Who may connect, in the order of their names; from the settings file only.
    var clients: [Client] = []
    /// When a mailbox that requires no PIN is open without one.
    var pinless = PinlessRule.always

    var promptsDirectory = "prompts"
    var defaultLanguage = LanguageTag.americanEnglish
    /// Nil is off.
    var soundPack: String?
    var defaultZone = TimeZoneName.utc

    /// Memory and passes of one Argon2id hash: libsodium's INTERACTIVE.
    var hashMemory = ByteSize(bytes: 64 << 20)
    var hashOperations = 2
    /// Hashes that run at once. Left alone, one for each core, as long as their memory fits in half of the machine's.
    var hashWorkers = 1
    var hashQueue = 256
    var hashDeadlineMilliseconds = 2000

    var lockoutMaxAttempts = 5
    var lockoutBaseSeconds = 900
    var lockoutMaxSeconds = 86_400
    /// Failures in a row after which only an admin opens the mailbox: NIST SP 800-63B's ceiling.
    var lockoutPermanentAfter = 100
    var sourceMaxFailures = 50
    var sourceWindowSeconds = 3600

    var pinProfile = PINPolicy.Profile.standard
    var pinExtraRules: Set<PINPolicy.ExtraRule> = []
    /// Nil is off.
    var pinBlocklist: String?
    var pinHistory = 0
    var pinMinimumAgeHours = 0
    var pinMaximumAgeDays = 0
    var pinResetValidHours = 24

    var connections = 10_000
    var idleSeconds = 300
    var pipeline = 1024

    /// Days that the audit is kept; 0 is for ever.
    var auditRetentionDays = Limits.auditDays

    /// Where metrics are served, and whether other machines may read them.
    var metrics = MetricsAddress.off
    var allowsRemoteMetrics = false

    /// Who it becomes once ports below 1024 are bound; `sameUser` is whoever started it.
    var user = sameUser
    static let sameUser = "same"

    var logLevel = Logger.Level.info
    var logFormat = LogFormat.text
}

/// How a log line is written.
enum LogFormat: String, CaseIterable, Sendable {
    case text
    case json
}

extension LanguageTag {
    static let americanEnglish = LanguageTag("en-US")!
}
