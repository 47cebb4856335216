import GatekeeperTestKit
import NIOCore
import Testing
import VoicemailModel
import VoicemailTestKit

@testable import LineServer

@Suite("A connection", .timeLimit(.minutes(1)))
struct ConnectionHandlerTests {
    private static let denied = "+DENIED mailbox=7 attempts_left=4 language=en-US prompt=incorrect-pin\r\n"

    // MARK: Back-pressure

    @Test("who takes no replies is not read from, and what has come from him is not looked at, until he does")
    func backPressure() async throws {
        try await World.run { world in
            let connection = try await world.connect()
            try await connection.receive("PING a\r\n")
            #expect(try await connection.sent == "+a\r\n")
            #expect(try await connection.readsOn)
            try await connection.setWritable(false)
            #expect(try await !connection.readsOn)
            try await connection.receive("PING b\r\nPING c\r\n")
            #expect(try await connection.sent == "+a\r\n")
            let reads = try await connection.reads
            try await connection.setWritable(true)
            #expect(try await connection.sent == "+a\r\n+b\r\n+c\r\n")
            // The read that was wanted meanwhile, once.
            #expect(try await connection.reads == reads + 1)
            #expect(try await connection.readsOn)
        }
    }

    @Test("at the pipeline's limit nothing more is read or begun, until half is answered; nothing is dropped")
    func pipelineLimit() async throws {
        try await World.run { world in
            let connection = try await world.connect(from: World.admin, pipeline: 4)
            world.backend.store.holdCommits()
            try await connection.receive((1...6).map { "@\($0) ADD \($0) NOPIN\r\n" }.joined())
            try await world.storeHolds(4)
            #expect(try await connection.outstandingCount == 4)
            #expect(try await !connection.readsOn)
            let reads = try await connection.reads
            world.backend.store.letCommitsThrough(1)
            try await connection.hasSent(lines: 1)
            #expect(try await connection.outstandingCount == 3)
            // Half: those that have come already are begun.
            world.backend.store.letCommitsThrough(1)
            try await world.storeHolds(4)
            #expect(try await connection.outstandingCount == 4)
            #expect(try await connection.reads == reads)
            for _ in 1...2 { world.backend.store.letCommitsThrough(1) }
            try await connection.hasSent(lines: 4)
            #expect(try await connection.reads == reads + 1)
            #expect(try await connection.readsOn)
            world.backend.store.letCommitsThrough(2)
            try await connection.hasSent(inAnyOrder: (1...6).map { "+@\($0) ADDED mailbox=\($0)" })
        }
    }

    // MARK: The other side ends

    @Test("who sends no more, and has all answers, is closed at once")
    func halfClosed() async throws {
        try await World.run { world in
            let connection = try await world.connect()
            try await connection.receive("PING a\r\n")
            try await connection.endInput()
            #expect(try await connection.sent == "+a\r\n")
            #expect(try await connection.closes == [.all])
        }
    }

    @Test("who sends no more gets the outstanding answers first", arguments: [World.caller, World.admin])
    func halfClosedWithOutstanding(peer: Peer) async throws {
        try await World.run { world in
            let connection = try await world.connect(from: peer)
            world.backend.store.holdCommits()
            try await connection.receive("VERIFY 7 935147\r\nPING a\r\n")
            try await world.storeHolds(1)
            try await connection.endInput()
            #expect(try await connection.sent == "")
            #expect(try await connection.closes == [])
            world.backend.store.letCommitsThrough()
            try await connection.hasSent(Self.denied + "+a\r\n")
            try await connection.hasClosed(.all)
        }
    }

    @Test("who sends no more while taking no replies gets what was asked before, when he takes them")
    func halfClosedUnwritable() async throws {
        try await World.run { world in
            let connection = try await world.connect()
            try await connection.setWritable(false)
            try await connection.receive("PING a\r\n")
            try await connection.endInput()
            #expect(try await connection.closes == [])
            try await connection.setWritable(true)
            #expect(try await connection.sent == "+a\r\n")
            #expect(try await connection.closes == [.all])
        }
    }

    @Test("who ends in the middle of a request is told so")
    func halfRequest() async throws {
        try await World.run { world in
            let connection = try await world.connect()
            try await connection.receive("PING a\r\nPIN")
            try await connection.endInput()
            #expect(try await connection.sent.hasPrefix("+a\r\n-ERR "))
            #expect(try await connection.closes == [.all])
        }
    }

    @Test("when the connection breaks, what was asked is not answered, and the place is free")
    func breaks() async throws {
        try await World.run { world in
            let connection = try await world.connect()
            world.backend.store.holdCommits()
            try await connection.receive("VERIFY 7 935147\r\n")
            try await world.storeHolds(1)
            try await connection.failWrites()
            try await connection.receive("@a PING\r\n")
            #expect(try await connection.closes == [.all])
            world.backend.store.letCommitsThrough()
            _ = try await world.connect()
            let third = try await world.connect()
            try await third.receive("PING\r\n")
            #expect(try await third.sent == "+PONG\r\n")
            #expect(try await connection.sent == "+@a PONG\r\n")
        }
    }

    // MARK: We end

    @Test("after the last reply our side ends, and what still comes is dropped and wiped; a second later all ends")
    func lingers() async throws {
        try await World.run { world in
            let connection = try await world.connect()
            let reads = try await connection.reads
            try await connection.receive("QUIT\r\n")
            #expect(try await connection.sent == "+OK\r\n")
            #expect(try await connection.closes == [.output])
            #expect(try await connection.reads == reads + 1)
            // The network's own memory, as its pool of buffers keeps it.
            let late = ByteBuffer(string: "VERIFY 7 935147\r\n")
            try await connection.receive(late)
            #expect(late.readableBytesView.allSatisfy { $0 == 0 })
            #expect(try await connection.outstandingCount == 0)
            #expect(try await connection.readsOn)
            await world.advanceTime(by: .milliseconds(999))
            #expect(try await connection.closes == [.output])
            await world.advanceTime(by: .milliseconds(1))
            #expect(try await connection.closes == [.output, .all])
            #expect(try await connection.sent == "+OK\r\n")
        }
    }

    @Test("when the other side ends too, it is closed at once")
    func lingeringEnds() async throws {
        try await World.run { world in
            let connection = try await world.connect()
            try await connection.receive("PING \"\r\nPING\r\n")
            #expect(try await connection.sent.hasPrefix("-ERR "))
            #expect(try await connection.closes == [.output])
            try await connection.endInput()
            #expect(try await connection.closes == [.output, .all])
            await world.advanceTime(by: .seconds(2))
            #expect(try await connection.closes == [.output, .all])
        }
    }

    @Test("a server that stops ends idle connections at once, and others when what they have asked is answered")
    func drains() async throws {
        try await World.run { world in
            let idle = try await world.connect()
            let busy = try await world.connect()
            world.backend.store.holdCommits()
            try await busy.receive("VERIFY 7 935147\r\n")
            try await world.storeHolds(1)
            let gone = try await world.drain()
            #expect(try await idle.closes == [.output])
            #expect(try await busy.closes == [])
            // Nothing more is taken.
            try await busy.receive("PING\r\n")
            #expect(try await !busy.readsOn)
            world.backend.store.letCommitsThrough()
            try await busy.hasSent(Self.denied)
            try await busy.hasClosed(.output)
            for connection in [idle, busy] { try await connection.endInput() }
            #expect(try await idle.closes == [.output, .all])
            #expect(try await busy.closes == [.output, .all])
            try await gone.get()
            #expect(try await idle.sent == "")
            // Who comes now is too late.
            #expect(try await world.connect().sent.hasPrefix("-ERR "))
        }
    }

    // MARK: A write that calls back

    @Test("replies leave once and in their order, also when each write calls back into the handler")
    func callBack() async throws {
        try await World.run { world in
            let connection = try await world.connect()
            try await connection.callBackFromWrites()
            try await connection.receive("PING a\r\n@t PING b\r\nPI")
            try await connection.receive("NG c\r\n")
            #expect(try await connection.sent == "+a\r\n+@t b\r\n+c\r\n")
            try await connection.receive("PING d\r\nQUIT\r\nPING e\r\n")
            #expect(try await connection.sent == "+a\r\n+@t b\r\n+c\r\n+d\r\n+OK\r\n")
            #expect(try await connection.closes == [.output])
        }
    }

    @Test("what waits behind a full pipeline is begun once, also when a write calls back")
    func callBackWithFullPipeline() async throws {
        try await World.run { world in
            let connection = try await world.connect(from: World.admin, pipeline: 1)
            try await connection.callBackFromWrites()
            world.backend.store.holdCommits()
            try await connection.receive("ADD 1 NOPIN\r\nADD 2 NOPIN\r\nPING x\r\nADD 3 NOPIN\r\n")
            for (number, behind) in [(1, ""), (2, "+x\r\n"), (3, "")] {
                try await world.storeHolds(1)
                let sent = try await connection.sent
                world.backend.store.letCommitsThrough(1)
                try await connection.hasSent(sent + "+ADDED mailbox=\(number)\r\n" + behind)
            }
            #expect(try await connection.outstandingCount == 0)
        }
    }

    @Test("a new PIN has a write of its own, and calls back from it")
    func callBackFromSecret() async throws {
        try await World.run { world in
            let connection = try await world.connect(from: World.admin)
            try await connection.callBackFromWrites()
            try await connection.receive("PING a\r\nADD 1 GENERATE\r\nPING b\r\n")
            try await yieldUntil("all is answered") { try await connection.sent.hasSuffix("+b\r\n") }
            let sent = try await connection.sent
            #expect(sent.wholeMatch(of: /\+a\r\n\+ADDED mailbox=1 pin=[0-9]{6,10}\r\n\+b\r\n/) != nil, "\(sent)")
        }
    }

    @Test("a write that finds the connection broken ends it, and nothing is written after it")
    func failingWrite() async throws {
        try await World.run { world in
            let connection = try await world.connect()
            try await connection.failWrites()
            try await connection.receive("PING a\r\nQUIT\r\nPING b\r\n")
            #expect(try await connection.sent == "+a\r\n+OK\r\n")
            #expect(try await connection.closes == [.all])
        }
    }
}
