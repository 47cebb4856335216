import Access
import GatekeeperTestKit
import NIOCore
import Testing
import VoicemailModel

@testable import LineServer

/// The places that connections take, and for how long.
@Suite("A connection's place", .timeLimit(.minutes(1)))
struct ConnectionPlaceTests {
    @Test(
        "a connection too many is told so and closed; admins have places of their own, and a place that is left is free"
    )
    func tooMany() async throws {
        try await World.run { world in
            let first = try await world.connect()
            let second = try await world.connect()
            let third = try await world.connect()
            let refusal = "-ERR too many connections are open; close some, or raise limits.connections\r\n"
            #expect(try await third.sent == refusal)
            #expect(try await third.closes == [.output])
            for connection in [first, second, try await world.connect(from: World.admin)] {
                try await connection.receive("PING\r\n")
                #expect(try await connection.sent == "+PONG\r\n")
            }
            try await first.endInput()
            let next = try await world.connect()
            try await next.receive("PING\r\n")
            #expect(try await next.sent == "+PONG\r\n")
        }
    }

    @Test("few that are too many may stay to read why; what is beyond is closed at once")
    func farTooMany() async throws {
        try await World.run { world in
            for _ in 1...2 { _ = try await world.connect() }
            for _ in 1...Limits.lingeringRefusals { #expect(try await world.connect().closes == [.output]) }
            #expect(try await world.connect().closes == [.all])
            // A second later they have gone.
            await world.advanceTime(by: .seconds(1))
            #expect(try await world.connect().closes == [.output])
        }
    }

    // MARK: Idle

    @Test("a connection without a request is closed after its time; half a request now and then is none")
    func idle() async throws {
        try await World.run { world in
            let connection = try await world.connect()
            await world.advanceTime(by: .seconds(59))
            try await connection.receive("PING\r\nPI")
            await world.advanceTime(by: .seconds(59))
            try await connection.receive("N")
            #expect(try await connection.closes == [])
            await world.advanceTime(by: .seconds(1))
            #expect(try await connection.sent == "+PONG\r\n")
            #expect(try await connection.closes == [.output])
        }
    }

    @Test("a connection whose request is being worked on is not idle")
    func busyIsNotIdle() async throws {
        try await World.run { world in
            let connection = try await world.connect()
            world.backend.store.holdCommits()
            try await connection.receive("VERIFY 7 935147\r\n")
            try await world.storeHolds(1)
            await world.advanceTime(by: .seconds(60))
            #expect(try await connection.closes == [])
            world.backend.store.letCommitsThrough()
            try await connection.hasSent("+DENIED mailbox=7 attempts_left=4 language=en-US prompt=incorrect-pin\r\n")
            await world.advanceTime(by: .seconds(60))
            #expect(try await connection.closes == [.output])
        }
    }

    @Test("who takes no replies for as long is closed without more ado")
    func stalled() async throws {
        try await World.run { world in
            let connection = try await world.connect()
            try await connection.receive("PING\r\n")
            try await connection.setWritable(false)
            await world.advanceTime(by: .seconds(60))
            #expect(try await connection.closes == [.all])
        }
    }

    @Test("who has not said who it is has half a minute, whatever it asks meanwhile")
    func unidentified() async throws {
        let client = Client(name: try #require(ClientName("pbx")), role: .frontend)
        try await World.run(clients: ClientList([client], ownUserID: 0)) { world in
            let connection = try await world.connect()
            for _ in 1...3 {
                await world.advanceTime(by: .seconds(9))
                try await connection.receive("PING\r\nACCESS 7\r\n")
            }
            #expect(try await connection.sent.hasPrefix("+PONG\r\n-NOAUTH "))
            await world.advanceTime(by: .seconds(2))
            #expect(try await connection.closes == [])
            await world.advanceTime(by: .seconds(1))
            #expect(try await connection.closes == [.output])
        }
    }
}
