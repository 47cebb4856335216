public import NIOCore
import VoicemailModel

/// Takes a connection's bytes apart into requests, of both forms.
///
/// Bytes are decoded where they came in: nothing is copied but the beginning of a request whose end has not come yet. What
/// is held of such a request is bounded by `Limits.requestBytes` and its framing.
///
/// The decoder takes over the memory of what it is given: a request that holds a secret, or that could not be understood
/// (a caller may have typed a PIN anywhere), is wiped there as soon as it is decoded, and what is held is wiped when it
/// goes, at the latest with the decoder.
public struct RequestDecoder: ~Copyable {
    /// What is not decoded yet. Unless `ownsBuffer`, its memory is the caller's, shared with NIO's pool.
    private var buffer = ByteBuffer()
    private var ownsBuffer = false
    /// Bytes of an incomplete line that were looked at before.
    private var scanned = 0
    private var isClosed = false

    public init() {}

    deinit {
        buffer.wipeReadableBytes()
    }

    /// Bytes that wait for the rest of their request, or to be asked for with `next()`.
    public var heldBytes: Int { buffer.readableBytes }

    /// Takes what a connection received. Call `next()` until it returns nil afterwards.
    public mutating func append(_ bytes: consuming ByteBuffer) {
        guard !isClosed else {
            bytes.wipeReadableBytes()
            return
        }
        guard buffer.readableBytes > 0 else {
            buffer = bytes
            ownsBuffer = false
            return
        }
        let count = buffer.readableBytes + bytes.readableBytes
        if !ownsBuffer || buffer.writableBytes < bytes.readableBytes {
            moveHeldBytes(capacity: max(count, 2 * buffer.readableBytes))
        }
        buffer.writeImmutableBuffer(bytes)
        bytes.wipeReadableBytes()
    }

    /// The next whole request, or nil when more bytes are needed, or when nothing is decoded any more.
    public mutating func next() -> DecodedRequest? {
        while buffer.readableBytes > 0 {
            let scanned = scanned
            let finding = buffer.withMemory(at: buffer.readerIndex, count: buffer.readableBytes) { memory in
                Self.decode(ByteView(memory), scanned: scanned)
            }
            switch finding {
            case .incomplete(let scanned):
                self.scanned = scanned
                if !ownsBuffer || buffer.readerIndex > 0 { moveHeldBytes(capacity: buffer.readableBytes) }
                return nil
            case .nothing(let length):
                consume(length)
            case .decoded(let request, let length, let mayHoldSecret):
                if mayHoldSecret { buffer.wipe(at: buffer.readerIndex, count: length) }
                consume(length)
                return request
            case .malformed(let sentence):
                discard()
                return .malformed(.framing(sentence.description))
            }
        }
        return nil
    }

    /// To be asked when the input has ended and `next()` has returned nil: a request without its end is malformed.
    public mutating func finish() -> DecodedRequest? {
        let isBlank = buffer.readableBytesView.allSatisfy { $0.isBlank || $0 == .carriageReturn }
        discard()
        return isBlank ? nil : .malformed(.framing("the input ended in the middle of a request"))
    }

    /// Wipes what is held and decodes nothing more: the connection has been lost, or is about to be closed.
    public mutating func discard() {
        buffer.wipeReadableBytes()
        buffer = ByteBuffer()
        isClosed = true
    }

    private mutating func consume(_ length: Int) {
        scanned = 0
        buffer.moveReaderIndex(forwardBy: length)
        // Lets go of the memory, so that NIO's pool uses it again for the next read.
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
    }

    /// Moves what is held to memory of its own. Growing a buffer in place would leave its bytes behind in freed memory.
    private mutating func moveHeldBytes(capacity: Int) {
        var moved = ByteBufferAllocator().buffer(capacity: capacity)
        moved.writeImmutableBuffer(buffer)
        buffer.wipeReadableBytes()
        buffer = moved
        ownsBuffer = true
    }

    private enum Finding {
        case incomplete(scanned: Int)
        /// An empty line or an empty array, which ask nothing.
        case nothing(length: Int)
        case decoded(DecodedRequest, length: Int, mayHoldSecret: Bool)
        case malformed(StaticString)
    }

    private static func decode(_ bytes: ByteView, scanned: Int) -> Finding {
        bytes[0] == UInt8(ascii: "*") ? decodeArray(bytes) : decodeLine(bytes, scanned: scanned)
    }

    private static func decodeArray(_ bytes: ByteView) -> Finding {
        var tokens = RequestTokens(bytes)
        switch ArrayForm.frame(bytes, into: &tokens) {
        case .incomplete: return .incomplete(scanned: 0)
        case .malformed(let sentence): return .malformed(sentence)
        case .complete(let length):
            guard tokens.count > 0 else { return .nothing(length: length) }
            return parse(tokens, tag: nil, length: length)
        }
    }

    private static func decodeLine(_ bytes: ByteView, scanned: Int) -> Finding {
        let line: ByteView
        let length: Int
        switch LineForm.findEnd(in: bytes, from: scanned) {
        case .incomplete(let scanned): return .incomplete(scanned: scanned)
        case .malformed(let sentence): return .malformed(sentence)
        case .found(let lineLength, let lengthWithEnd): (line, length) = (bytes[0..<lineLength], lengthWithEnd)
        }
        guard line.isUTF8 else { return .malformed("a line is UTF-8") }
        var start = 0
        while start < line.count, line[start].isBlank { start += 1 }
        guard start < line.count else { return .nothing(length: length) }

        var tag: Tag?
        if line[start] == UInt8(ascii: "@") {
            var end = start + 1
            while end < line.count, !line[end].isBlank { end += 1 }
            tag = Tag(bytes: line[start + 1..<end].bytes)
            guard tag != nil else {
                let error = ReplyError.badValue(field: "tag", "a tag is 1 to 32 of A-Z a-z 0-9 . _ - behind its @")
                return .decoded(.rejected(tag: nil, error), length: length, mayHoldSecret: true)
            }
            start = end
        }
        var tokens = RequestTokens(line)
        guard LineForm.split(line, from: start, into: &tokens) else {
            return .malformed("a quoted word ends with its quote, and a space or the line's end behind it")
        }
        guard tokens.count > 0 else {
            let error = ReplyError.syntax(usage: "[@tag] command [argument ...]")
            return .decoded(.rejected(tag: tag, error), length: length, mayHoldSecret: true)
        }
        return parse(tokens, tag: tag, length: length)
    }

    private static func parse(_ tokens: RequestTokens, tag: Tag?, length: Int) -> Finding {
        guard let command = Command(word: tokens[0]) else {
            return .decoded(.rejected(tag: tag, .unknownCommand), length: length, mayHoldSecret: true)
        }
        do {
            let request = try RequestParser(command: command, tokens: tokens).parse()
            return .decoded(.request(tag: tag, request), length: length, mayHoldSecret: command.carriesSecret)
        } catch {
            return .decoded(.rejected(tag: tag, error), length: length, mayHoldSecret: true)
        }
    }
}
