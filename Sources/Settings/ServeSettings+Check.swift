import PINHashing
import VoicemailModel

extension ServeSettings {
    /// The settings against each other and against the machine.
    func check(_ machine: Machine) throws(SettingsError) {
        // What was given is known to fit.
        guard SettingTable.rows.adminSocket.value(of: [self.adminSocket]) != nil else {
            throw SettingsError(
                "the admin socket would be beside the database, and \"\(self.adminSocket.onOneLine)…\" is over 107"
                    + " bytes long: name a shorter path with listen.admin_socket (--admin-socket).")
        }
        try check("lockout.base_s", self.lockoutBaseSeconds, isAtMost: "lockout.max_s", self.lockoutMaxSeconds)
        try check(
            "lockout.max_attempts", self.lockoutMaxAttempts, isAtMost: "lockout.permanent_after",
            self.lockoutPermanentAfter)
        if let metrics = self.metrics, !metrics.isLoopback, !self.allowsRemoteMetrics {
            throw SettingsError(
                "metrics.address (\(metrics)) can be reached from other machines, and whoever reaches it can"
                    + " read it: name a loopback address, or set metrics.allow_remote (--metrics-allow-remote).")
        }
        try checkClients()
        try checkListening()
        let (total, overflows) = self.hashWorkers.multipliedReportingOverflow(by: self.hashMemory.bytes)
        if overflows || total > machine.memory {
            throw SettingsError(
                "hash.workers (\(self.hashWorkers)) times hash.memory (\(self.hashMemory)) is more than this"
                    + " machine's \(ByteSize(bytes: (machine.memory >> 20) << 20)) of memory: lower one of them.")
        }
    }

    private func check(
        _ key: String, _ value: Int, isAtMost limitKey: String, _ limit: Int
    ) throws(SettingsError) {
        guard value > limit else { return }
        throw SettingsError(
            "\(key) (\(value)) is more than \(limitKey) (\(limit)): lower the first or raise the second.")
    }

    // MARK: Clients

    /// The clients against each other and against the other settings.
    func checkClients() throws(SettingsError) {
        var owners: [String: ClientName] = [:]
        for client in clients {
            let place = "\(ClientSettings.section).\(client.name)"
            guard client.secretHash != nil || !client.certificateNames.isEmpty || !client.userIDs.isEmpty else {
                throw SettingsError(
                    "\(place) has no secret, no certificates and no uids, so nobody could use it:"
                        + " `vmgate client add` makes a secret.")
            }
            // The text itself may be a secret that was meant to be hashed.
            if let hash = client.secretHash, let objection = objection(to: hash) {
                throw SettingsError(
                    "\(place).secret is not a usable Argon2 string: it \(objection);"
                        + " `vmgate client add` makes one.")
            }
            for mark in client.certificateNames.map({ "certificate \($0)" }) + client.userIDs.map({ "uid \($0)" }) {
                if let other = owners.updateValue(client.name, forKey: mark), other != client.name {
                    throw SettingsError(
                        "\(place) and \(ClientSettings.section).\(other) have the same \(mark): only one may have it.")
                }
            }
        }
    }

    private func objection(to hash: String) -> String? {
        let parameters = try? Argon2Parameters(
            memory: self.hashMemory.bytes / 1024 * 1024, operations: self.hashOperations)
        return ClientSecret.objection(toEncodedHash: hash, parameters ?? .interactive)
    }

    // MARK: Listening

    /// Whether it is safe to listen as the settings say.
    func checkListening() throws(SettingsError) {
        try checkTLS()
        // An address has one listener. Port 0 is another port each time.
        var seen: Set<HostAndPort> = []
        for address in self.listen + self.listenTLS where address.port != 0 && !seen.insert(address).inserted {
            throw SettingsError("\(address) is given twice in listen.addresses and listen.tls: give it once.")
        }
        guard !self.isInsecure else { return }
        if let address = self.listen.first(where: { !$0.isLoopback }) {
            throw SettingsError(
                "listen.addresses (\(address)) can be reached from other machines without TLS, and PINs would cross the"
                    + " network in clear text: use listen.tls (--listen-tls) for it, or give --insecure.")
        }
        if clients.isEmpty, let address = self.listenTLS.first(where: { !$0.isLoopback }) {
            throw SettingsError(
                "listen.tls (\(address)) can be reached from other machines, and no clients are configured, so"
                    + " anybody who reaches it is served: make some with `vmgate client add`, or give --insecure.")
        }
    }

    private func checkTLS() throws(SettingsError) {
        if self.clientCertificates != .off, self.clientAuthority == nil {
            throw SettingsError(
                "tls.client_certificates is \(self.clientCertificates.rawValue), and tls.client_ca is not set:"
                    + " name the file with the certificate that signs those of clients.")
        }
        guard !self.listenTLS.isEmpty, self.tlsCertificate == nil || self.tlsKey == nil else { return }
        let missing = self.tlsCertificate == nil ? "tls.certificate" : "tls.key"
        throw SettingsError("listen.tls needs a certificate and its key, and \(missing) is not set.")
    }
}
