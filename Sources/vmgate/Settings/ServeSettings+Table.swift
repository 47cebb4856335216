import Logging
import PINHashing
import VoicemailModel

extension ServeSettings {
    /// Every setting, in the order of the settings file. A new one is a property with its default, a row here and a line
    /// in `ServeOptions`; help, environment variable, file key, `--print-config` and error texts follow from the row.
    static let table: [Setting] = tableBeforePINs + accessTable + pinTable + tableAfterPINs

    private static let hashMemory =
        ByteSize(
            bytes: Argon2Parameters.memoryRange.lowerBound)...ByteSize(bytes: Argon2Parameters.memoryRange.upperBound)

    private static let tableBeforePINs: [Setting] = [
        Setting("listen.host", flag: nil, \.listen[0].host, .host, help: "the one TCP address"),
        Setting("listen.port", flag: nil, \.listen[0].port, .port, help: "the one TCP port"),
        Setting(
            addresses: "listen.addresses", flag: "listen", \.listen, mayBeEmpty: false,
            help: "A TCP address to listen on; may be given more than once. Port 0 is any free one."),
        Setting(
            addresses: "listen.tls", flag: "listen-tls", \.listenTLS, mayBeEmpty: true,
            help: "A TCP address to listen on with TLS; may be given more than once."),
        Setting(
            "listen.insecure", flag: "insecure", \.isInsecure, .boolean,
            help: "Let other machines connect without TLS, or without clients being configured."),
        Setting(
            "listen.admin_socket", flag: "admin-socket", \.adminSocket, .socketPath,
            help: "The Unix socket of the admin commands, mode 0600.", defaultText: "vmgate.sock beside the database"),
        Setting("store.database", flag: "database", \.database, .path("PATH"), help: "The SQLite database."),
        Setting(
            "seal.key_file", flag: "seal-key-file", \.sealKeyFile, .optionalPath("PATH"),
            help: "The key file of vmgate key new, with which the hashes of PINs are sealed."),

        Setting(
            "prompts.directory", flag: "prompts", \.promptsDirectory, .path("DIR"), help: "The prompt catalogs."),
        Setting(
            "prompts.default_language", flag: "default-language", \.defaultLanguage, .language,
            help: "The language of a mailbox that has none."),
        Setting(
            "prompts.pack", flag: "pack", \.soundPack, .soundPack,
            help: "The sound pack whose names PROMPT and ANNOUNCE give, a folder of packs in the prompt catalogs."),
        Setting(
            "time.default_zone", flag: "default-zone", \.defaultZone, .timeZone,
            help: "The time zone of a mailbox that has none."),

        Setting(
            "hash.memory", flag: "hash-memory", \.hashMemory, .size(hashMemory), help: "Memory of one Argon2id hash."),
        Setting(
            "hash.operations", flag: "hash-operations", \.hashOperations, .whole(Argon2Parameters.operationsRange),
            help: "Passes over that memory."),
        Setting(
            "hash.workers", flag: "hash-workers", \.hashWorkers, .whole(1...1024),
            help: "Hashes that run at once, each in its own memory.", defaultText: "one for each core"),
        Setting(
            "hash.queue", flag: "hash-queue", \.hashQueue, .whole(1...100_000),
            help: "Hashes that may wait; beyond that a request is answered BUSY."),
        Setting(
            "hash.deadline_ms", flag: "hash-deadline-ms", \.hashDeadlineMilliseconds,
            .whole(10...600_000, "milliseconds"), help: "Milliseconds within which a PIN is verified, or BUSY answered."
        ),

        Setting(
            "lockout.max_attempts", flag: "lockout-max-attempts", \.lockoutMaxAttempts, .whole(1...1_000_000),
            help: "Failures in a row that lock a mailbox."),
        Setting(
            "lockout.base_s", flag: "lockout-base-s", \.lockoutBaseSeconds,
            .whole(1...Int(Limits.lockoutSeconds), "seconds"),
            help: "Seconds of the first lockout; each next one is twice as long."),
        Setting(
            "lockout.max_s", flag: "lockout-max-s", \.lockoutMaxSeconds,
            .whole(1...Int(Limits.lockoutSeconds), "seconds"), help: "Seconds of the longest lockout."),
        Setting(
            "lockout.permanent_after", flag: "lockout-permanent-after", \.lockoutPermanentAfter,
            .whole(1...1_000_000), help: "Failures in a row after which only an admin unlocks."),
        Setting(
            "source.max_failures", flag: "source-max-failures", \.sourceMaxFailures, .whole(1...1_000_000),
            help: "Failures of one source, over all mailboxes, within the window."),
        Setting(
            "source.window_s", flag: "source-window-s", \.sourceWindowSeconds,
            .whole(1...Int(Limits.lockoutSeconds), "seconds"), help: "Seconds of that window."),
    ]

    private static let tableAfterPINs: [Setting] = [
        Setting(
            "limits.connections", flag: "limits-connections", \.connections, .whole(1...1_000_000),
            help: "Connections at once."),
        Setting(
            "limits.idle_s", flag: "limits-idle-s", \.idleSeconds, .whole(1...604_800, "seconds"),
            help: "Seconds after which a silent connection is closed."),
        Setting(
            "limits.pipeline", flag: "limits-pipeline", \.pipeline, .whole(1...65_536),
            help: "Requests of one connection that may be under way before the server stops reading."),

        Setting(
            "audit.retention_days", flag: "audit-retention-days", \.auditRetentionDays, .whole(0...36_500, "days"),
            help: "Days that the audit is kept; 0 is for ever."),

        Setting(
            "metrics.address", flag: "metrics", \.metrics, .metricsAddress,
            help: "Where /metrics, /healthz and /readyz are served over HTTP. Port 0 is any free one."),
        Setting(
            "metrics.allow_remote", flag: "metrics-allow-remote", \.allowsRemoteMetrics, .boolean,
            help: "Let metrics.address be one that other machines reach; they need not authenticate."),

        Setting(
            "run.user", flag: "user", \.user, .userName,
            help: "The user that root becomes once ports below 1024 are bound."),

        Setting("log.level", flag: "log-level", \.logLevel, .choice("LEVEL"), help: "The least severe level logged."),
        Setting("log.format", flag: "log-format", \.logFormat, .choice("FORMAT"), help: "How a log line is written."),
    ]
}
