import NIOCore
import NIOPosix
import NIOSSL
import VoicemailModel

#if canImport(Glibc)
    import Glibc
#endif

/// Finds out what the kernel knows of the other side of a connection.
enum PeerFinder {
    /// `struct ucred` of unix(7), which Swift's Glibc hides behind a feature macro.
    private struct Credentials {
        var process: Int32 = 0
        var user: UInt32 = 0
        var group: UInt32 = 0
    }

    /// On the channel's event loop.
    static func peer(of channel: any Channel, isUnix: Bool) -> EventLoopFuture<Peer> {
        guard isUnix else {
            let address = channel.remoteAddress.flatMap(Self.address)
            return channel.eventLoop.makeSucceededFuture(.tcp(address, certificateNames: []))
        }
        guard let provider = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeSucceededFuture(.unix(userID: nil))
        }
        let credentials: EventLoopFuture<Credentials> = provider.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
        return credentials.map { .unix(userID: $0.user) }.recover { _ in .unix(userID: nil) }
    }

    /// The DNS names and URIs that a certificate is for (RFC 5280 §4.2.1.6). Its subject names nobody.
    static func names(in certificate: NIOSSLCertificate) -> [String] {
        certificate._subjectAlternativeNames().compactMap { name in
            guard name.nameType == .dnsName || name.nameType == .uri else { return nil }
            return name.contents.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// Without the zone that a link-local address has on this machine (RFC 4007 §11).
    private static func address(_ address: SocketAddress) -> IPAddress? {
        address.ipAddress.flatMap { IPAddress($0.prefix { $0 != "%" }) }
    }
}
