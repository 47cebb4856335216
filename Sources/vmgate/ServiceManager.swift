import Glibc

/// The service manager that started the process and waits to hear that it serves: systemd, with `Type=notify`. Until
/// then it starts nothing that needs the service, and `systemctl start` does not return. sd_notify(3) says how it is told.
enum ServiceManager {
    /// Says that the service serves.
    ///
    /// - Parameter name: what `NOTIFY_SOCKET` has in the environment; nil when nobody waits.
    /// - Returns: false, with the reason in `errno`, when somebody waits and could not be told.
    static func tellReady(at name: String?) -> Bool {
        guard let name else { return true }
        guard let (address, length) = address(name) else {
            errno = EINVAL
            return false
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let message = Array("READY=1".utf8)
        let sent = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), pointer, length)
            }
        }
        return sent == message.count
    }

    /// A path, or `@` and an abstract name, which has its zero in place of the `@` and not at its end: unix(7). Nil for
    /// anything else.
    private static func address(_ name: String) -> (sockaddr_un, socklen_t)? {
        var address = sockaddr_un()
        let room = MemoryLayout.size(ofValue: address.sun_path)
        let isAbstract = name.hasPrefix("@")
        let bytes = isAbstract ? [0] + name.utf8.dropFirst() : name.utf8 + [0]
        guard isAbstract || name.hasPrefix("/"), (3...room).contains(bytes.count) else { return nil }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return (address, socklen_t(MemoryLayout<sockaddr_un>.size - room + bytes.count))
    }
}
