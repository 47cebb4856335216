/// Whether clients show certificates of their own: the setting `tls.client_certificates`.
public enum ClientCertificates: String, CaseIterable, Sendable {
    case off, optional, required
}
