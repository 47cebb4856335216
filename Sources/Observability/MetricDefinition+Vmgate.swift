extension MetricDefinition {
    /// Every metric of vmgate. None has a mailbox, a source or anything else that a caller chose as a label: that would be
    /// told to whoever may read metrics, and there would be no bound to how many there are.
    public static let vmgate: [MetricDefinition] = [
        MetricDefinition(
            "vmgate_attempts_total", .counter,
            "VERIFY and CHANGE requests by how they ended; abandoned: the client left before its PIN was hashed."),
        MetricDefinition(
            "vmgate_authentications_total", .counter,
            "AUTH requests by how they ended; refused: not checked, because too many had failed."),
        MetricDefinition(
            "vmgate_busy_replies_total", .counter,
            "Requests answered BUSY: the hashing queue was full, or the deadline could not be met."),
        MetricDefinition(
            "vmgate_expired_reset_pins_total", .counter,
            "VERIFY and CHANGE requests denied because the mailbox's PIN comes from a reset longer ago than pin.reset_valid_h."
        ),
        MetricDefinition(
            "vmgate_lockouts_total", .counter, "Lockouts that began, of a mailbox or of a source of attempts."),

        MetricDefinition("vmgate_hash_duration_seconds", .durations, "Time that one hashing thread took for one PIN."),
        MetricDefinition(
            "vmgate_hash_queue_wait_seconds", .durations, "Time that a PIN waited for a hashing thread."),
        MetricDefinition("vmgate_hash_queue_depth", .gauge, "PINs that wait for a hashing thread."),
        MetricDefinition("vmgate_hash_queue_max", .gauge, "PINs that may wait for a hashing thread: hash.queue."),
        MetricDefinition("vmgate_hashes_running", .gauge, "PINs that are being hashed."),
        MetricDefinition("vmgate_hash_workers", .gauge, "Hashing threads."),

        MetricDefinition(
            "vmgate_commit_duration_seconds", .durations, "Time that one transaction took until it was on disk."),
        MetricDefinition("vmgate_commit_changes", .sizes, "Changes that shared one transaction."),
        MetricDefinition("vmgate_commit_failures_total", .counter, "Changes that could not be committed."),
        MetricDefinition(
            "vmgate_seal_failures_total", .counter,
            "Stored hashes that did not open because they were altered, moved or put back; the audit has each."),

        MetricDefinition("vmgate_audit_rows_total", .counter, "Rows that were written into the audit."),
        MetricDefinition("vmgate_audit_bytes", .gauge, "Bytes that the database has in use, most for the audit."),
        MetricDefinition(
            "vmgate_audit_max_bytes", .gauge,
            "Bytes of the database at which nothing more is done that must be audited: audit.max_size."),

        MetricDefinition("vmgate_connections_open", .gauge, "Connections that are open, by role."),
        MetricDefinition("vmgate_connections_max", .gauge, "Connections that may be open: limits.connections."),
        MetricDefinition("vmgate_connections_accepted_total", .counter, "Connections that were accepted."),
        MetricDefinition(
            "vmgate_connections_refused_total", .counter, "Connections that were refused because too many were open."),
        MetricDefinition(
            "vmgate_requests_unanswered", .gauge, "Requests of all connections that are not answered yet."),
        MetricDefinition(
            "vmgate_requests_unanswered_max", .gauge, "Requests that may be unanswered; no setting raises it."),
        MetricDefinition(
            "vmgate_held_bytes", .gauge, "Bytes of input that waits for its turn, and of replies that were not taken."),
        MetricDefinition(
            "vmgate_held_bytes_max", .gauge, "Bytes that may be held so; no setting raises it."),
        MetricDefinition(
            "vmgate_input_waits_total", .counter,
            "How often a connection was not read from because its client had too much under way."),
        MetricDefinition(
            "vmgate_protocol_errors_total", .counter,
            "Lines that were not requests: malformed framing, unknown commands, wrong arguments, bad values."),
        MetricDefinition("vmgate_internal_defects_total", .counter, "Requests answered INTERNAL; the log says more."),

        MetricDefinition("vmgate_mailboxes", .gauge, "Mailboxes in the database."),
        MetricDefinition(
            "vmgate_mailboxes_locked", .gauge,
            "Mailboxes in the database that are locked now, for a time or until an admin unlocks them."),
        MetricDefinition(
            "vmgate_pins", .gauge,
            "PINs by what seals their hashes: the active key, an old one, or none; all 0 without a key file."),
        MetricDefinition("vmgate_uptime_seconds", .gauge, "Time since the server started."),
        MetricDefinition("vmgate_build_info", .gauge, "Always 1; the label is the version that runs."),

        MetricDefinition(
            "vmgate_process_resident_memory_bytes", .gauge,
            "Memory of the process that is in RAM, hash memory included."),
        MetricDefinition(
            "vmgate_process_cpu_seconds_total", .counter, "Processor time of all threads, user and system."),
        MetricDefinition("vmgate_process_open_fds", .gauge, "Open file descriptors."),
        MetricDefinition("vmgate_process_max_fds", .gauge, "File descriptors that the system allows the process."),
    ]
}
