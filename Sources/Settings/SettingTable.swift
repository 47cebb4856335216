package import Access
package import Logging
import PINHashing
package import VoicemailModel

/// Every setting, in the order of the settings file. A new one is a row here; its line on docs/settings.md is
/// made by `make settings-page` from one that has its key.
package struct SettingTable: Sendable {
    package static let rows = SettingTable()
    /// The rows, in their order.
    package static let all = Mirror(reflecting: rows).children.compactMap { $0.value as? any AnySetting }

    /// Settings that there were before `listen.addresses`, which has both.
    static let retired = ["listen.host", "listen.port"]

    /// The flag of the setting that has taken the place of `flag`'s, both with their dashes; nil where `flag` never was one.
    package static func flag(insteadOf flag: some StringProtocol) -> String? {
        let isRetired = retired.contains { flag == "--" + $0.replacing(".", with: "-") }
        return isRetired ? "--\(rows.listen.flag)" : nil
    }

    /// The setting of this key.
    package static func named(_ key: some StringProtocol) -> (any AnySetting)? {
        all.first { $0.key == key }
    }

    package let listen = Setting(
        "listen.addresses", flag: "listen", .list(of: .address, allowsNone: false), [.standard],
        "A TCP address to listen on; may be given more than once. Port 0 is any free one.",
        note: "The ready line says which.")
    package let listenTLS = Setting(
        "listen.tls", .list(of: .address, allowsNone: true), [],
        "A TCP address to listen on with TLS; may be given more than once.")
    package let isInsecure = Setting(
        "listen.insecure", flag: "insecure", .boolean, false,
        "Let other machines connect without TLS, or without clients being configured.",
        note: "See [clients](operating/clients.md). Every start logs it, and INFO says `insecure=true`.")
    package let adminSocket = Setting(
        "listen.admin_socket", flag: "admin-socket", .socketPath, "var/vmgate.sock",
        "The Unix socket of the admin commands, mode 0600.",
        note: """
            The server's user and root are admins on it. With uids among the clients it is 0666, and the kernel says who connects.
            """, defaultText: "vmgate.sock beside the database")
    package let database = Setting(
        "store.database", flag: "database", .path("PATH"), "var/vmgate.db", "The SQLite database.",
        note: """
            Mode 0600 when the server makes it. From an existing one it removes the rights of others (`chmod o=`).
            """)
    package let sealKeyFile = Setting(
        "seal.key_file", .optional(.path("PATH")), nil,
        "The key file of vmgate key new, with which the hashes of PINs are sealed.",
        note: """
            The [key](operating/keys.md) seals the audit's key, too; mode 0600. `make run` uses `vmgate.key` beside the \
            database, and makes it if there is none.
            """)

    package let promptsDirectory = Setting(
        "prompts.directory", flag: "prompts", .path("DIR"), "prompts", "The prompt catalogs.",
        note: """
            One folder for each language. `vmgate prompts check` says what is wrong with them and with the sound in them; a \
            start warns of recordings that cannot be played as they are.
            """)
    package let defaultLanguage = Setting(
        "prompts.default_language", flag: "default-language", .language, .americanEnglish,
        "The language of a mailbox that has none.", note: "It must have a catalog.")
    package let isNearOnly = Setting(
        "prompts.near_only", flag: "near-only", .boolean, false,
        "Let who asks only for languages that no catalog is near hear the default language.",
        note: """
            Without it they hear what is closest, such as Russian for Kazakh (`match=far`): see [which language a caller \
            hears](prompts.md#which-language-a-caller-hears).
            """)
    package let soundPack = Setting(
        "prompts.pack", flag: "pack", .optional(.soundPack), nil,
        "The sound pack whose names PROMPT, ANNOUNCE and MESSAGES give, a folder of packs in the prompt catalogs.",
        note: "See [Sound packs](prompts.md#sound-packs).")
    package let defaultZone = Setting(
        "time.default_zone", flag: "default-zone", .timeZone, .utc, "The time zone of a mailbox that has none.",
        note: "[Time zones](operating/time-zones.md) says whose rules are used.")

    package let hashMemory = Setting(
        "hash.memory", .size(Argon2Parameters.memoryRange), ByteSize(bytes: 64 << 20), "Memory of one Argon2id hash.",
        note: """
            Plain bytes are taken from 1048576 on. When this or `hash.operations` has changed, a PIN that verifies is rehashed.
            """)
    package let hashOperations = Setting(
        "hash.operations", .whole(Argon2Parameters.operationsRange), 2, "Passes over that memory.")
    package let hashWorkers = Setting(
        "hash.workers", .whole(1...1024), 1, "Hashes that run at once, each in its own memory.",
        note: """
            By default no more than fit in half of the machine's memory (or the container's). Workers times memory may not exceed \
            the memory that there is.
            """, defaultText: "one for each core")
    package let hashQueue = Setting(
        "hash.queue", .whole(1...100_000), 256, "Hashes that may wait; beyond that a request is answered BUSY.")
    package let hashDeadlineMilliseconds = Setting(
        "hash.deadline_ms", .whole(10...600_000, "milliseconds"), 2000,
        "Milliseconds within which a PIN is verified, or BUSY answered.")

    package let lockoutMaxAttempts = Setting(
        "lockout.max_attempts", .whole(1...1_000_000), 5, "Failures in a row that lock a mailbox.",
        note: "At most `lockout.permanent_after`.")
    package let lockoutBaseSeconds = Setting(
        "lockout.base_s", .whole(1...Int(Limits.lockoutSeconds), "seconds"), 900,
        "Seconds of the first lockout; each next one is twice as long.")
    package let lockoutMaxSeconds = Setting(
        "lockout.max_s", .whole(1...Int(Limits.lockoutSeconds), "seconds"), 86_400, "Seconds of the longest lockout.")
    package let lockoutPermanentAfter = Setting(
        "lockout.permanent_after", .whole(1...1_000_000), 100, "Failures in a row after which only an admin unlocks.",
        note: "NIST SP 800-63B allows at most 100.")
    package let sourceMaxFailures = Setting(
        "source.max_failures", .whole(1...1_000_000), 50,
        "Failures of one source, over all mailboxes, within the window.")
    package let sourceWindowSeconds = Setting(
        "source.window_s", .whole(1...Int(Limits.lockoutSeconds), "seconds"), 3600, "Seconds of that window.")

    package let tlsCertificate = Setting(
        "tls.certificate", .optional(.path("FILE")), nil, "The server's certificate and those up to its root, in PEM.",
        note: "See [TLS](operating/clients.md#tls).")
    package let tlsKey = Setting(
        "tls.key", .optional(.path("FILE")), nil, "The certificate's private key, in PEM.",
        note: "Without a passphrase.")
    package let clientCertificates = Setting(
        "tls.client_certificates", .choice("WHETHER"), ClientCertificates.off,
        "Whether clients show certificates: off, optional or required.")
    package let clientAuthority = Setting(
        "tls.client_ca", .optional(.path("FILE")), nil, "Who signs the clients' certificates, in PEM.",
        note: "A file that belongs to root or the server's user, and that others cannot write.")
    /// When a mailbox that requires no PIN is open without one.
    package let pinless = Setting(
        "access.pinless", .choice("RULE"), PinlessRule.always,
        "When a mailbox that requires no PIN opens without one: always, or on a trusted client's word.",
        note: """
            Such a mailbox has `enable_voicemail_pin=false`, and the word is `ACCESS … TRUSTED`. A caller's number can be made up; \
            `trusted` is for networks where it can. It needs a client with `trusted: true`: without one no such mailbox opens, and \
            tries at one that has no PIN count as wrong ones (`no_pin_set`).
            """)

    package let pinProfile = Setting(
        "pin_policy.profile", .choice("PROFILE"), PINPolicy.Profile.standard,
        "The rules for new PINs besides the four that always apply: strict has all of pin_policy.extra.")
    package let pinExtraRules = Setting(
        "pin_policy.extra", .rules, [], "Further rules for new PINs, separated by commas.")
    package let pinBlocklist = Setting(
        "pin_policy.blocklist", .optional(.path("FILE")), nil,
        "A file of PINs that nobody may choose, one on each line.")
    package let pinHistory = Setting(
        "pin_policy.history", .whole(Limits.pinHistory), 0,
        "A caller's new PIN differs from this many last ones, the present one among them, and always from that.")
    package let pinMinimumAgeHours = Setting(
        "pin.min_age_h", .whole(0...8760, "hours"), 0, "Hours before a caller may change a PIN again; 0 is off.")
    package let pinMaximumAgeDays = Setting(
        "pin.max_age_d", .whole(0...3650, "days"), 0, "Days after which a PIN must be changed; 0 is off.",
        note: "The caller is let in with `must_change=true`.")
    package let pinResetValidHours = Setting(
        "pin.reset_valid_h", .whole(0...8760, "hours"), 24,
        "Hours for which the PIN of a reset is valid; 0 is for ever.")

    package let connections = Setting(
        "limits.connections", .whole(1...1_000_000), 10_000, "Connections at once.",
        note: """
            Further ones are told so and closed. If the system limit of open files is lower, the limit is that less 48, which are \
            kept for admins and the database; the log says so at the start.
            """)
    package let idleSeconds = Setting(
        "limits.idle_s", .whole(1...604_800, "seconds"), 300, "Seconds after which a silent connection is closed.")
    package let pipeline = Setting(
        "limits.pipeline", .whole(1...65_536), 1024,
        "Requests of one connection that may be under way before the server stops reading.")

    package let auditRetentionDays = Setting(
        "audit.retention_days", .whole(0...36_500, "days"), Limits.auditDays,
        "Days that the audit is kept; 0 is for ever.", note: "See [the audit](operating/audit.md#how-long-it-is-kept).")
    package let auditMaxSize = Setting(
        "audit.max_size", .size(Limits.auditBytesRange), ByteSize(bytes: Limits.auditBytes),
        "The size of the database at which nothing more is done that must be audited.",
        note: """
            Nearly all of a large database is its audit. Keep it below what the disk has room for; see [the \
            audit](operating/audit.md#how-large-it-becomes).
            """)

    package let metrics = Setting(
        "metrics.address", flag: "metrics",
        .optional(.address, accepts: "off, or an IP address and a port such as 127.0.0.1:9746 or [::1]:0"), nil,
        "Where /metrics, /healthz and /readyz are served over HTTP. Port 0 is any free one.",
        note: "The ready line says which; see [Watching](operating/watching.md).")
    package let allowsRemoteMetrics = Setting(
        "metrics.allow_remote", .boolean, false,
        "Let metrics.address be one that other machines reach; they need not authenticate.")

    package let user = Setting(
        "run.user", flag: "user", .userName, ServeSettings.sameUser,
        "The user that root becomes once ports below 1024 are bound.",
        note: """
            With that user's groups, and before anything else is opened: the database, TLS keys and key files must be readable to \
            that user. The server checks that root cannot be regained.
            """)

    package let logLevel = Setting("log.level", .choice("LEVEL"), Logger.Level.info, "The least severe level logged.")
    package let logFormat = Setting("log.format", .choice("FORMAT"), LogFormat.text, "How a log line is written.")
}
