import Access
import VoicemailServer

extension ServeSettings {
    /// The rows about who may connect, and how.
    static let accessTable: [Setting] = [
        Setting(
            "tls.certificate", flag: "tls-certificate", \.tlsCertificate, .optionalPath("FILE"),
            help: "The server's certificate and those up to its root, in PEM."),
        Setting(
            "tls.key", flag: "tls-key", \.tlsKey, .optionalPath("FILE"),
            help: "The certificate's private key, in PEM."),
        Setting(
            "tls.client_certificates", flag: "tls-client-certificates", \.clientCertificates, .choice("WHETHER"),
            help: "Whether clients show certificates: off, optional or required."),
        Setting(
            "tls.client_ca", flag: "tls-client-ca", \.clientAuthority, .optionalPath("FILE"),
            help: "Who signs the clients' certificates, in PEM."),

        Setting(
            "access.pinless", flag: "access-pinless", \.pinless, .choice("RULE"),
            help: "When a mailbox that requires no PIN opens without one: always, or on a trusted client's word."),
    ]
}
