import Foundation
import Glibc
import Synchronization

/// A server on a Unix socket that answers with what a test says: for how clients take replies, good and bad.
///
/// It reads requests in array form, one after the other, from any number of connections.
public final class ScriptedServer: Sendable {
    public struct Failed: Error {}

    /// The socket's path, in a directory of its own.
    public let path: String

    private let descriptor: Int32
    private let requests = Mutex<[[String]]>([])

    /// - Parameter reply: the bytes to answer a request with; nil closes the connection without an answer.
    public init(reply: @escaping @Sendable (_ request: [String]) -> String?) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "vm-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        path = directory.appending(path: "s").path
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, listen(descriptor, 16) == 0 else { throw Failed() }
        Thread.detachNewThread { [self, descriptor] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                serve(connection, reply)
            }
        }
    }

    /// Stops accepting and removes the socket.
    public func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        try? FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent)
    }

    /// The requests so far, each as its arguments.
    public var received: [[String]] { requests.withLock { $0 } }

    private func serve(_ connection: Int32, _ reply: @Sendable ([String]) -> String?) {
        defer { close(connection) }
        while let request = readRequest(connection) {
            requests.withLock { $0.append(request) }
            guard let answer = reply(request) else { return }
            let bytes = Array(answer.utf8)
            guard send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { return }
        }
    }

    private func readRequest(_ connection: Int32) -> [String]? {
        guard let head = readLine(connection), head.hasPrefix("*"), let count = Int(head.dropFirst()) else {
            return nil
        }
        var arguments: [String] = []
        for _ in 0..<count {
            guard let length = readLine(connection), length.hasPrefix("$"), let bytes = Int(length.dropFirst()),
                let argument = read(connection, bytes), read(connection, 2) == "\r\n"
            else { return nil }
            arguments.append(argument)
        }
        return arguments
    }

    private func readLine(_ connection: Int32) -> String? {
        var line = ""
        while !line.hasSuffix("\r\n") {
            guard let next = read(connection, 1) else { return nil }
            line += next
        }
        return String(line.dropLast())
    }

    private func read(_ connection: Int32, _ count: Int) -> String? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let received = bytes.withUnsafeMutableBytes {
                recv(connection, $0.baseAddress! + filled, count - filled, 0)
            }
            guard received > 0 else { return nil }
            filled += received
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
