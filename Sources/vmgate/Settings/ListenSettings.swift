import VoicemailServer

/// Whether it is safe to listen as the settings say.
enum ListenSettings {
    static func check(_ settings: ServeSettings) throws(SettingsError) {
        try checkTLS(settings)
        try checkAddresses(settings.listen + settings.listenTLS)
        guard !settings.isInsecure else { return }
        if let address = settings.listen.first(where: { !$0.isLoopback }) {
            throw SettingsError(
                "listen.addresses (\(address)) can be reached from other machines without TLS, and PINs would cross the"
                    + " network in clear text: use listen.tls (--listen-tls) for it, or give --insecure.")
        }
        if settings.clients.isEmpty, let address = settings.listenTLS.first(where: { !$0.isLoopback }) {
            throw SettingsError(
                "listen.tls (\(address)) can be reached from other machines, and no clients are configured, so"
                    + " anybody who reaches it is served: make some with `vmgate client add`, or give --insecure.")
        }
    }

    /// An address has one listener. Port 0 is another port each time.
    private static func checkAddresses(_ addresses: [ListenAddress]) throws(SettingsError) {
        var seen: Set<ListenAddress> = []
        for address in addresses where address.port != 0 && !seen.insert(address).inserted {
            throw SettingsError("\(address) is given twice in listen.addresses and listen.tls: give it once.")
        }
    }

    private static func checkTLS(_ settings: ServeSettings) throws(SettingsError) {
        if settings.clientCertificates != .off, settings.clientAuthority == nil {
            throw SettingsError(
                "tls.client_certificates is \(settings.clientCertificates.rawValue), and tls.client_ca is not set:"
                    + " name the file with the certificate that signs those of clients.")
        }
        guard !settings.listenTLS.isEmpty else { return }
        if settings.tlsCertificate == nil || settings.tlsKey == nil {
            let missing = settings.tlsCertificate == nil ? "tls.certificate" : "tls.key"
            throw SettingsError("listen.tls needs a certificate and its key, and \(missing) is not set.")
        }
    }
}
