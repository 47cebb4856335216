import Testing

@testable import LoadBench

@Suite("The head of a reply", .timeLimit(.minutes(5)))
struct ReplyHeadTests {
    @Test(
        "tag, outcome and time to wait are read from a reply",
        arguments: [
            ("+@7 GRANTED mailbox=1001 pin=verified language=en-US", 7, Outcome.granted, nil),
            ("+@18 DENIED mailbox=1001 attempts_left=4", 18, .denied, nil),
            ("+@1 LOCKED mailbox=1 scope=mailbox retry_after_s=900", 1, .locked, nil),
            ("-@3 BUSY retry_after_ms=250 the queue is full", 3, .busy, 250),
            ("-@3 BUSY later", 3, .busy, nil),
            ("-@3 BUSY retry_after_ms=99999999999999999999999", 3, .busy, nil),
            ("-@4 UNAVAILABLE the store does not answer", 4, .unavailable, nil),
            ("-@5 NOAUTH authenticate first", 5, .otherError, nil),
            ("+@5 SOMETHING new", 5, .otherError, nil),
            ("-@6 GRANTED is no error code", 6, .otherError, nil),
            ("+@6 BUSY is no answer", 6, .otherError, nil),
            ("-ERR the request is too long", nil, .otherError, nil),
            ("+@abc GRANTED", nil, .granted, nil), ("+@99999999999999999999999 GRANTED", nil, .granted, nil),
            ("", nil, .otherError, nil), ("+", nil, .otherError, nil), ("+@", nil, .otherError, nil),
            ("+@7", 7, .otherError, nil),
        ] as [(String, UInt64?, Outcome, Int?)])
    func reads(line: String, tag: UInt64?, outcome: Outcome, retryAfter: Int?) {
        let head = ReplyHead(Array(line.utf8))
        #expect(head.tag == tag)
        #expect(head.outcome == outcome)
        #expect(head.retryAfterMilliseconds == retryAfter)
    }
}
