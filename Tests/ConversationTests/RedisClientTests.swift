import Foundation
import Testing
import VoicemailTestKit

/// Client libraries of Redis and Valkey as people have them, each with the program of `Tests/RedisClients` that is written
/// for it. `scripts/setup.sh test` installs them: one that is missing is a failure.
@Suite("Redis clients", .timeLimit(.minutes(5)))
struct RedisClientTests {
    struct Library: CustomTestStringConvertible {
        let testDescription: String
        /// The program and its first arguments; the server's port and what a front end knows follow.
        let command: [String]
        /// What a pipeline of ACCESS, a right VERIFY and a wrong one comes to.
        var pipeline = "PIN_REQUIRED GRANTED DENIED"
    }

    private static let programs = ServerProcess.repository.appendingPathComponent("Tests/RedisClients").path
    private static let installed = ServerProcess.repository.appendingPathComponent(".build/redis-clients").path

    private static func python(_ environment: String, _ program: String, _ arguments: String...) -> [String] {
        ["\(installed)/\(environment)/bin/python3", "\(programs)/\(program)"] + arguments
    }

    static let libraries = [
        Library(
            testDescription: "redis-py, the newest", command: python("redis", "redis_py.py", "redis")),
        Library(testDescription: "redis-py 5", command: python("redis-5", "redis_py.py", "redis")),
        Library(testDescription: "valkey-py", command: python("valkey", "redis_py.py", "valkey")),
        Library(testDescription: "valkey-glide, RESP2", command: python("valkey-glide", "valkey_glide.py", "2")),
        Library(testDescription: "valkey-glide, RESP3", command: python("valkey-glide", "valkey_glide.py", "3")),
        Library(testDescription: "coredis", command: python("coredis", "coredis_client.py")),
        Library(testDescription: "hiredis, RESP2", command: python("hiredis", "hiredis_client.py", "2")),
        Library(testDescription: "hiredis, RESP3", command: python("hiredis", "hiredis_client.py", "3")),
        Library(testDescription: "redis-cli -2", command: ["bash", "\(programs)/redis_cli.sh", "2"]),
        Library(testDescription: "redis-cli -3", command: ["bash", "\(programs)/redis_cli.sh", "3"]),
        Library(
            testDescription: "php-redis", command: ["php", "\(programs)/php_redis.php"], pipeline: "true true true"),
        Library(testDescription: "redis-rb", command: ["ruby", "\(programs)/ruby_redis.rb"]),
        Library(testDescription: "Redis of CPAN", command: ["perl", "\(programs)/perl_redis.pl"]),
        Library(testDescription: "redis-lua", command: ["lua5.1", "\(programs)/lua_redis.lua"]),
        Library(testDescription: "node-redis", command: ["node", "\(programs)/node_redis.js"]),
        Library(testDescription: "go-redis", command: ["\(installed)/go_redis"]),
    ]

    @Test(
        "connects with its own options, authenticates, and tells a grant from a denial and from an error",
        arguments: libraries)
    func runs(library: Library) async throws {
        // A server for each, as every refused AUTH counts.
        let world = try ClientWorld()
        #expect(try world.server.connectAsAdmin().say("ADD 1001 PIN 846273") == "+ADDED mailbox=1001")
        let arguments = ["\(world.server.port)", "frontend", "secret", "1001", "846273"]
        // Whoever waits for a reply that does not come waits no longer than a minute. Node of other makers than Debian does not
        // look where Debian puts libraries.
        let result = try await ProgramRun(
            "timeout", ["60"] + library.command + arguments,
            environment: [
                "PATH": "/usr/local/bin:/usr/bin:/bin", "NODE_PATH": "/usr/share/nodejs", "HOME": "/tmp",
            ])
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        let lines = result.output.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace) }
        #expect(
            lines.map { $0.joined(separator: " ") } == [
                "unnamed NOAUTH", "refused NOAUTH", "ping PONG", "right GRANTED", "wrong DENIED", "error NOMAILBOX",
                "pipeline \(library.pipeline)",
            ], "\(result.errors)")
        // Nothing was guessed again behind the program's back: the last attempt was a wrong PIN, behind a right one.
        let access = try world.server.connectAsAdmin().say("ACCESS 1001")
        #expect(access.contains("attempts_left=4 "), "\(access)")
    }
}
