import Foundation
import Synchronization
import Testing
import VoicemailTestKit

@Suite("TLS", .timeLimit(.minutes(5)))
struct TLSTests {
    @Test("redis-cli speaks TLS with the server, of 1.2 and 1.3 and not of 1.1")
    func versions() throws {
        let world = try ClientWorld()
        let port = world.server.tlsPort
        let reply = try TLSFixture.run(
            "redis-cli",
            [
                "--tls", "--cacert", world.tls.authority, "-h", "localhost", "-p", "\(port)", "--no-auth-warning",
                "--user", "frontend", "-a", "secret", "WHOAMI",
            ])
        #expect(reply == "WHOAMI name=frontend role=frontend\n")
        for version in ["-tls1_2", "-tls1_3"] {
            #expect(try world.tls.talk(to: port, "PING\r\nQUIT\r\n", [version]) == "+PONG\r\n+OK\r\n")
        }
        #expect(try world.tls.talk(to: port, "PING\r\nQUIT\r\n", ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]).isEmpty)
    }

    @Test("a client without TLS is told so")
    func plainText() throws {
        let world = try ClientWorld()
        let client = try RawConnection(port: world.server.tlsPort)
        client.send(Array("AUTH frontend secret\r\n".utf8))
        #expect(String(decoding: try client.receiveAll(), as: UTF8.self).hasPrefix("-ERR this port speaks TLS"))
        #expect(try world.tls.talk(to: world.server.tlsPort, "PING\r\nQUIT\r\n") == "+PONG\r\n+OK\r\n")
    }

    @Test("a certificate is changed under load without a failed request, and a bad pair changes nothing")
    func change() throws {
        let world = try ClientWorld()
        let (port, tls) = (world.server.tlsPort, world.tls)
        let isDone = Mutex(false)
        let counts = Mutex((requests: 0, failures: 0))
        let loaders = DispatchGroup()
        for _ in 0..<2 {
            DispatchQueue.global().async(group: loaders) {
                while !isDone.withLock({ $0 }) {
                    let reply = try? tls.talk(to: port, "PING\r\nQUIT\r\n")
                    counts.withLock {
                        $0.requests += 1
                        if reply != "+PONG\r\n+OK\r\n" { $0.failures += 1 }
                    }
                }
            }
        }
        /// The serial number of the certificate that is shown.
        func serial() throws -> String {
            let shown = try TLSFixture.run("openssl", ["s_client", "-connect", "localhost:\(port)"], input: "QUIT\r\n")
            return try TLSFixture.run(
                "sh", ["-c", "printf '%s' \"$0\" | openssl x509 -noout -serial", shown])
        }
        defer { isDone.withLock { $0 = true } }
        var seen: Set = [try serial()]
        for round in 0..<3 {
            try tls.make("next-\(round)", names: "DNS:localhost")
            // The certificate before its key: for a moment they do not belong together.
            for ending in ["pem", "key"] {
                try FileManager.default.removeItem(atPath: tls.path("server.\(ending)"))
                try FileManager.default.copyItem(
                    atPath: tls.path("next-\(round).\(ending)"), toPath: tls.path("server.\(ending)"))
                if round > 0 { kill(world.server.processIdentifier, SIGHUP) }
            }
            // It is looked at every two seconds.
            try waitUntil("another certificate is shown") { seen.insert(try serial()).inserted }
        }
        isDone.withLock { $0 = true }
        loaders.wait()
        #expect(counts.withLock { $0.failures } == 0)
        #expect(counts.withLock { $0.requests } > 10)
    }

    @Test("what TLS cannot be spoken with stops the start with the setting's name and the reason")
    func badFiles() throws {
        let tls = try TLSFixture(
            FileManager.default.temporaryDirectory.appendingPathComponent("vmgate-tls-\(UUID().uuidString)"))
        defer { try? FileManager.default.removeItem(at: tls.directory) }
        try tls.make("a", names: "DNS:localhost")
        try tls.make("b", names: "DNS:localhost")
        try tls.make("old", names: "DNS:localhost", days: -1)
        try FileManager.default.copyItem(atPath: tls.path("a.key"), toPath: tls.path("open.key"))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: tls.path("open.key"))
        for (certificate, key, words) in [
            ("a.pem", "open.key", ["tls.key", "others can read it"]),
            ("a.pem", "b.key", ["tls.key", "is not the key"]), ("old.pem", "old.key", ["tls.certificate", "expired"]),
            ("none.pem", "a.key", ["tls.certificate", "cannot be read"]),
            ("a.key", "a.key", ["tls.certificate", "no certificate"]),
            ("a.pem", "none.key", ["tls.key", "cannot be read"]), ("a.pem", "a.pem", ["tls.key", "not a private key"]),
        ] {
            let result = try ServerProcess.run([
                "serve", "--listen", "127.0.0.1:0", "--listen-tls", "127.0.0.1:0", "--database",
                tls.path("vm.db"), "--tls-certificate", tls.path(certificate), "--tls-key", tls.path(key),
            ])
            #expect(result.status == 1)
            for word in words { #expect(result.output.contains(word), "\(certificate) \(key): \(result.output)") }
        }
    }

    @Test("who signs clients' certificates cannot be a file that anybody writes")
    func writableAuthority() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("vmgate-ca-\(UUID().uuidString)")
        let tls = try TLSFixture(directory)
        try tls.make("server", names: "DNS:localhost")
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: tls.authority)
        let result = try ServerProcess.run([
            "serve", "--listen", "127.0.0.1:0", "--listen-tls", "127.0.0.1:0", "--database", tls.path("vm.db"),
            "--tls-certificate", tls.path("server.pem"), "--tls-key", tls.path("server.key"),
            "--tls-client-certificates", "optional", "--tls-client-ca", tls.authority,
        ])
        #expect(result.status == 1)
        #expect(result.output.contains("tls.client_ca: the client authority \(tls.authority) can be written by others"))
    }

    @Test("what is open to other machines needs TLS and clients, or to be called insecure")
    func insecure() throws {
        for (arguments, setting) in [
            (["--listen", "0.0.0.0:0"], "listen.addresses"),
            (["--listen-tls", "0.0.0.0:0", "--tls-certificate", "c", "--tls-key", "k"], "listen.tls"),
            (["--listen-tls", "127.0.0.1:0", "--tls-certificate", "c"], "tls.key"),
            (["--tls-client-certificates", "required"], "tls.client_ca"),
        ] {
            let result = try ServerProcess.run(["serve", "--print-config"] + arguments)
            #expect(result.status == 64 && result.output.contains(setting), "\(arguments): \(result.output)")
        }
        let server = try ServerProcess(ServerProcess.cheap + ["--insecure"])
        #expect(try server.connect().say("INFO").contains(" insecure=true"))
        #expect(try server.logLine(with: "insecure").contains("warning"))
    }
}
