import NIOSSL
import PrivateFiles
public import VoicemailModel

#if canImport(Glibc)
    import Glibc
#endif

/// Why TLS cannot be spoken with these files, as one sentence that names the setting.
public struct TLSError: Error, CustomStringConvertible {
    public let description: String
}

/// The files that TLS is spoken with, as the settings name them.
public struct TLSFiles: Sendable, Equatable {
    /// The certificate, and those between it and its root, in PEM.
    public var certificate: String
    /// Its private key in PEM, without a passphrase.
    public var key: String
    /// Who signs clients' certificates, in PEM; nil when none are asked for.
    public var clientAuthority: String?
    public var clientCertificates: ClientCertificates

    public init(
        certificate: String, key: String, clientAuthority: String? = nil, clientCertificates: ClientCertificates = .off
    ) {
        self.certificate = certificate
        self.key = key
        self.clientAuthority = clientAuthority
        self.clientCertificates = clientCertificates
    }

    /// What new connections speak TLS with.
    ///
    /// - Parameter now: Unix seconds; a certificate that is not valid now is refused.
    func makeContext(now: Int64) throws(TLSError) -> NIOSSLContext {
        let chain = try certificates(in: certificate, "tls.certificate")
        let first = chain[0]
        if Int64(first.notValidAfter) < now {
            throw TLSError(description: "tls.certificate: \(certificate) has expired: put a new one there.")
        }
        if Int64(first.notValidBefore) > now {
            throw TLSError(
                description: "tls.certificate: \(certificate) is not valid yet: is this machine's clock right?")
        }
        guard Self.isReadable(key) else {
            throw TLSError(description: "tls.key: \(key) cannot be read: is it there, and may this user read it?")
        }
        let privateKey: NIOSSLPrivateKey
        do {
            privateKey = try NIOSSLPrivateKey(file: key, format: .pem)
        } catch {
            throw TLSError(description: "tls.key: \(key) is not a private key in PEM without a passphrase.")
        }
        do {
            try PrivateFile(path: key, maximumBytes: 1 << 20, what: "private key").requireUnread()
        } catch {
            throw TLSError(description: "tls.key: \(error.description)")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
        configuration.minimumTLSVersion = .tlsv12
        switch clientCertificates {
        case .off: break
        case .optional: configuration.certificateVerification = .optionalVerification
        case .required: configuration.certificateVerification = .noHostnameVerification
        }
        if clientCertificates != .off, let clientAuthority {
            // Whoever can write it signs himself a client's certificate, an admin's too.
            do {
                _ = try PrivateFile(path: clientAuthority, maximumBytes: 1 << 20, what: "client authority")
            } catch {
                throw TLSError(description: "tls.client_ca: \(error.description)")
            }
            configuration.trustRoots = .certificates(try certificates(in: clientAuthority, "tls.client_ca"))
        }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw TLSError(
                description: "tls.key: \(key) is not the key of the certificate \(certificate), or they cannot be used"
                    + " together: name the two that belong together.")
        }
    }

    private func certificates(in path: String, _ setting: String) throws(TLSError) -> [NIOSSLCertificate] {
        guard Self.isReadable(path) else {
            throw TLSError(
                description: "\(setting): \(path) cannot be read: is it there, and may this user read it?")
        }
        guard let certificates = try? NIOSSLCertificate.fromPEMFile(path), !certificates.isEmpty else {
            throw TLSError(description: "\(setting): \(path) has no certificate in PEM.")
        }
        return certificates
    }

    /// Reading a file that is not there would end in an error that names no file.
    private static func isReadable(_ path: String) -> Bool {
        access(path, R_OK) == 0
    }

    /// Changes with any of the files: when one is written, or another is put in its place.
    var state: [String] {
        [certificate, key, clientAuthority].compactMap { $0 }.map { path in
            var status = stat()
            guard stat(path, &status) == 0 else { return "missing" }
            return
                "\(status.st_dev) \(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
        }
    }
}
