import NIOCore
import Testing
import Wire

/// NIO's pool keeps a reference to a receive buffer while a handler works on it: so does every test here, and looks into
/// the memory through that reference afterwards.
@Suite(.timeLimit(.minutes(1)))
struct WipingTests {
    static let carriers: [[UInt8]] = [
        Array("VERIFY 1001 846273 FROM x\r\n".utf8), Array("@t VERIFY 1001 \"8462\\x373\"\r\n".utf8),
        Array("CHANGE 1001 846273 730518\n".utf8), Array("CHECKPIN '846273'\n".utf8), Array("AUTH pbx 846273\n".utf8),
        Array("HELLO 3 AUTH pbx 846273\n".utf8), Array("HELLO 4 AUTH pbx 846273\n".utf8),
        array("HELLO", "3", "AUTH", "pbx", "846273"), Array("846273: x\n".utf8), Array("POST /846273 HTTP/1.1\n".utf8),
        Array("ADD 1001 PIN 846273\n".utf8),
        Array("RESET 1001 PIN 846273\n".utf8),
        Array("SET 1001 pin_hash=$argon2id$846273\n".utf8), array("VERIFY", "1001", "846273"),
        array("ADD", "1001", "PIN", "846273"),
        // Refused, and perhaps a PIN all the same.
        Array("VERIFY 846273\n".utf8), Array("846273\n".utf8), Array("@846273!\n".utf8), Array("@846273\n".utf8),
        Array("VERIFFY 1001 846273\n".utf8), Array("ACCESS 1001 846273\n".utf8), Array("VERIFY 10/01 846273\n".utf8),
        array("846273"), Array("VERIFY 1001 \"846273\n".utf8), Array("VERIFY 1001 846273\u{0}\n".utf8),
        Array("*1\r\n$6\r\n846273x".utf8),
    ]

    @Test("the memory of a request that may hold a PIN is wiped when it has been decoded", arguments: carriers)
    func wipesRequests(request: [UInt8]) {
        let pooled = ByteBuffer(bytes: request)
        var decoder = RequestDecoder()
        decoder.append(pooled)
        while case .some = decoder.next() {}
        #expect(pooled.readableBytesView.allSatisfy { $0 == 0 })
    }

    @Test("requests before and after it are not harmed, and it itself is understood")
    func wipesNothingElse() {
        let pooled = ByteBuffer(string: "PING a\nVERIFY 1001 846273\nPING b\n")
        var decoder = RequestDecoder()
        decoder.append(pooled)
        var results: [String] = []
        while let decoded = decoder.next() { results.append(transcript(of: decoded)) }
        #expect(results == ["ping(a)", "verify(1001, 846273, -)", "ping(b)"])
        #expect(String(buffer: pooled) == "PING a\n" + String(repeating: "\0", count: 19) + "PING b\n")
    }

    @Test("the beginning of a request is moved out of the pool's memory, wherever it is split")
    func wipesBeginnings() {
        let request = Array("VERIFY 1001 846273\n".utf8)
        for split in 1..<request.count {
            let first = ByteBuffer(bytes: request[..<split])
            let second = ByteBuffer(bytes: request[split...])
            var decoder = RequestDecoder()
            decoder.append(first)
            #expect(decoder.next().map(transcript) == nil)
            #expect(first.readableBytesView.allSatisfy { $0 == 0 })
            decoder.append(second)
            #expect(decoder.next().map(transcript) == "verify(1001, 846273, -)")
            #expect(second.readableBytesView.allSatisfy { $0 == 0 })
        }
    }

    @Test("what was never decoded is wiped when the decoder goes, or discards it")
    func wipesRests() {
        let left = ByteBuffer(string: "VERIFY 1001 846273\n")
        do {
            var decoder = RequestDecoder()
            decoder.append(left)
        }
        #expect(left.readableBytesView.allSatisfy { $0 == 0 })

        let discarded = ByteBuffer(string: "VERIFY 1001 846273\n")
        let late = ByteBuffer(string: "VERIFY 1001 846273\n")
        var decoder = RequestDecoder()
        decoder.append(discarded)
        decoder.discard()
        decoder.append(late)
        #expect(decoder.next().map(transcript) == nil)
        #expect(discarded.readableBytesView.allSatisfy { $0 == 0 })
        #expect(late.readableBytesView.allSatisfy { $0 == 0 })
    }

    @Test("wiping reaches the memory that other buffers share")
    func wipesSharedMemory() {
        let pooled = ByteBuffer(string: "846273")
        let other = pooled
        other.wipeReadableBytes()
        #expect(pooled.readableBytesView.allSatisfy { $0 == 0 })
    }
}
