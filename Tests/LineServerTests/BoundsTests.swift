import Access
import GatekeeperTestKit
import NIOCore
import Testing
import VoicemailModel

@testable import LineServer

@Suite("What a client can take", .timeLimit(.minutes(1)))
struct BoundsTests {
    private static func bounds(client requests: Int, all: Int = 100, always: Int = 1) -> Shares.Bounds {
        Shares.Bounds(
            connection: Held(requests: 1, bytes: 4096), floor: Held(requests: always, bytes: 4096),
            flow: Held(requests: requests, bytes: 1 << 20), all: Held(requests: all, bytes: 1 << 20))
    }

    private static func additions(_ numbers: ClosedRange<Int>) -> String {
        numbers.map { "@\($0) ADD \($0) NOPIN\r\n" }.joined()
    }

    private static func added(_ numbers: ClosedRange<Int>) -> [String] {
        numbers.map { "+@\($0) ADDED mailbox=\($0)" }
    }

    @Test("at its bound a client is not read from, whatever connection it uses; others are; nothing is lost")
    func client() async throws {
        try await World.run(bounds: Self.bounds(client: 3)) { world in
            let first = try await world.connect(from: World.admin)
            let second = try await world.connect(from: World.admin)
            let other = try await world.connect()
            world.backend.store.holdCommits()
            try await first.receive(Self.additions(1...6))
            try await world.storeHolds(3)
            #expect(try await first.outstandingCount == 3)
            #expect(try await !first.readsOn)
            // One request of a connection is always taken.
            try await second.receive(Self.additions(11...13))
            try await world.storeHolds(4)
            #expect(try await second.outstandingCount == 1)
            #expect(try await !second.readsOn)
            try await other.receive("PING\r\n")
            #expect(try await other.sent == "+PONG\r\n")
            #expect(try await other.readsOn)
            world.backend.store.letCommitsThrough()
            try await first.hasSent(inAnyOrder: Self.added(1...6))
            try await second.hasSent(inAnyOrder: Self.added(11...13))
            #expect(try await first.readsOn)
            #expect(try await second.readsOn)
        }
    }

    @Test("when all together have too much, those with little go on and those with much wait")
    func all() async throws {
        try await World.run(bounds: Self.bounds(client: 4, all: 4, always: 2)) { world in
            let greedy = try await world.connect(from: World.admin)
            world.backend.store.holdCommits()
            try await greedy.receive(Self.additions(1...5))
            try await world.storeHolds(4)
            let modest = try await world.connect()
            try await modest.receive("@a VERIFY 7 935147\r\n@b VERIFY 8 935147\r\n@c VERIFY 9 935147\r\n")
            try await world.storeHolds(6)
            #expect(try await modest.outstandingCount == 2)
            #expect(try await greedy.outstandingCount == 4)
            world.backend.store.letCommitsThrough()
            try await greedy.hasSent(inAnyOrder: Self.added(1...5))
            #expect(try await greedy.readsOn)
        }
    }

    @Test("what a connection has begun counts until it ends, also when the connection has ended before")
    func ends() async throws {
        try await World.run(bounds: Self.bounds(client: 2)) { world in
            let first = try await world.connect(from: World.admin)
            let second = try await world.connect(from: World.admin)
            world.backend.store.holdCommits()
            try await first.receive(Self.additions(1...4))
            try await world.storeHolds(2)
            try await second.receive(Self.additions(11...12))
            try await world.storeHolds(3)
            try await first.vanish()
            #expect(try await second.outstandingCount == 1)
            #expect(try await !second.readsOn)
            world.backend.store.letCommitsThrough()
            try await second.hasSent(inAnyOrder: Self.added(11...12))
            #expect(try await second.readsOn)
        }
    }

    @Test(
        "strangers of one machine have half of the places, all leave a quarter, and those that have most give way to others"
    )
    func strangersPlaces() async throws {
        let client = Client(name: try #require(ClientName("pbx")), role: .frontend)
        let clients = ClientList([client], ownUserID: 0)
        let refusal =
            "-ERR too many connections have not said who they are; close some, or raise limits.connections\r\n"
        try await World.run(connections: 8, clients: clients) { world in
            var many: [TestConnection] = []
            for _ in 1...4 { many.append(try await world.connect()) }
            let refused = try await world.connect()
            #expect(try await refused.sent == refusal)
            let other = Peer.tcp(IPAddress("192.0.2.2"), certificateNames: [])
            var others: [TestConnection] = []
            for _ in 1...3 { others.append(try await world.connect(from: other)) }
            for connection in others { #expect(try await connection.closes == []) }
            var closed = 0
            for connection in many { closed += try await connection.closes.count }
            #expect(closed == 1)
            // Now each has three.
            let refusedToo = try await world.connect(from: other)
            #expect(try await refusedToo.sent == refusal)
            let admin = try await world.connect(from: World.admin)
            #expect(try await admin.closes == [])
        }
    }
}
