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
    private var screening: LineScreening

    /// - Parameter mustOpenWithCommand: whether nothing is decoded behind a first line that is not a command. So it is where
    ///   strangers connect; a line that looks like another protocol is the last one anywhere.
    public init(mustOpenWithCommand: Bool = false) {
        screening = LineScreening(mustOpenWithCommand: mustOpenWithCommand)
    }

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
            var progress = Progress(scanned: scanned, screening: screening)
            let decoded = buffer.withMemory(at: buffer.readerIndex, count: buffer.readableBytes) { memory in
                Self.decode(ByteView(memory), &progress)
            }
            screening = progress.screening
            switch progress.outcome {
            case .incomplete:
                scanned = progress.scanned
                if !ownsBuffer || buffer.readerIndex > 0 { moveHeldBytes(capacity: buffer.readableBytes) }
                return nil
            case .malformed:
                discard()
                return decoded
            case .complete:
                if progress.mayHoldSecret { buffer.wipe(at: buffer.readerIndex, count: progress.length) }
                consume(progress.length)
                // An empty line or an empty array asks nothing.
                if let decoded { return decoded }
            }
        }
        return nil
    }

    /// To be asked when the input has ended and `next()` has returned nil: a request without its end is malformed.
    public mutating func finish() -> DecodedRequest? {
        let isBlank = buffer.readableBytesView.allSatisfy { $0.isBlank || $0 == .carriageReturn }
        discard()
        return isBlank ? nil : .malformed(.framing("the input ended in the middle of a request"), tag: nil)
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

    /// How far decoding got, beside what it decoded.
    private struct Progress {
        enum Outcome {
            case incomplete
            case complete
            case malformed
        }

        /// Bytes of an incomplete line that need not be looked at again.
        var scanned: Int
        var outcome: Outcome = .incomplete
        /// Bytes of the complete request.
        var length = 0
        var mayHoldSecret = false
        var screening: LineScreening

        init(scanned: Int, screening: LineScreening) {
            self.scanned = scanned
            self.screening = screening
        }

        mutating func complete(_ length: Int) {
            outcome = .complete
            self.length = length
        }

        mutating func refuse(_ sentence: StaticString) -> DecodedRequest {
            outcome = .malformed
            return .malformed(.framing(sentence.description), tag: nil)
        }

        /// Ends with a line that is not meant for vmgate. It may have been typed by a caller all the same.
        mutating func end(_ error: ReplyError, tag: Tag?) -> DecodedRequest {
            outcome = .malformed
            return .malformed(error, tag: tag)
        }

        mutating func reject(_ error: ReplyError, tag: Tag?, of command: Command? = nil) -> DecodedRequest {
            mayHoldSecret = true
            return .rejected(tag: tag, error, of: command)
        }
    }

    private static func decode(_ bytes: ByteView, _ progress: inout Progress) -> DecodedRequest? {
        bytes[0] == UInt8(ascii: "*") ? decodeArray(bytes, &progress) : decodeLine(bytes, &progress)
    }

    private static func decodeArray(_ bytes: ByteView, _ progress: inout Progress) -> DecodedRequest? {
        var tokens = RequestTokens(bytes)
        switch ArrayForm.frame(bytes, into: &tokens) {
        case .incomplete: return nil
        case .malformed(let sentence): return progress.refuse(sentence)
        case .complete(let length): progress.complete(length)
        }
        progress.screening.skipArray()
        guard tokens.count > 0 else { return nil }
        guard let command = Command(word: tokens[0]) else { return progress.reject(.unknownCommand, tag: nil) }
        return parse(command, tokens, .array, tag: nil, &progress)
    }

    private static func decodeLine(_ bytes: ByteView, _ progress: inout Progress) -> DecodedRequest? {
        let line: ByteView
        switch LineForm.findEnd(in: bytes, from: progress.scanned) {
        case .incomplete(let scanned):
            progress.scanned = scanned
            return nil
        case .malformed(let sentence, let index):
            let other =
                ForeignProtocol(control: bytes[0], afterBlankBytes: progress.screening.blankBytes)
                ?? ForeignProtocol(line: bytes[0..<index])
            return other.map { progress.end(.foreign($0), tag: nil) } ?? progress.refuse(sentence)
        case .found(let length, let lengthWithEnd):
            line = bytes[0..<length]
            progress.complete(lengthWithEnd)
        }
        var start = 0
        while start < line.count, line[start].isBlank { start += 1 }
        guard start < line.count else {
            progress.screening.skipBlankLine(bytes: progress.length)
            return nil
        }
        guard line.isUTF8 else {
            return ForeignProtocol(line: line).map { progress.end(.foreign($0), tag: nil) }
                ?? progress.refuse("a line is UTF-8")
        }

        var tag: Tag?
        var hasBadTag = false
        if line[start] == UInt8(ascii: "@") {
            var end = start + 1
            while end < line.count, !line[end].isBlank { end += 1 }
            tag = Tag(bytes: line[start + 1..<end].bytes)
            hasBadTag = tag == nil
            start = end
        }
        var tokens = RequestTokens(line)
        let isSplit = LineForm.split(line, from: start, into: &tokens)
        let unquoted = line[0..<(tokens.quoteIndex ?? line.count)]
        guard isSplit else {
            return ForeignProtocol(line: unquoted).map { progress.end(.foreign($0), tag: nil) }
                ?? progress.refuse("a quoted word ends with its quote, followed by a space or the line's end")
        }
        guard tokens.count > 0, let command = Command(word: tokens[0]) else {
            let error: ReplyError =
                hasBadTag
                ? badTag : tokens.count > 0 ? .unknownCommand : .syntax(usage: "[@tag] command [argument ...]")
            return screened(unquoted, tag, or: error, &progress)
        }
        // Nearly every line: a command word is all that there is to know of it.
        _ = progress.screening.judge(.command)
        guard !hasBadTag else { return progress.reject(badTag, tag: nil) }
        let decoded = parse(command, tokens, .line, tag: tag, &progress)
        // Some methods of HTTP and the like are words of ours: `UNLOCK / HTTP/1.1`.
        guard case .rejected(_, let error, _) = decoded else { return decoded }
        return screened(unquoted, tag, of: command, or: error, &progress)
    }

    private static let badTag = ReplyError.badValue(
        field: "tag", "a tag is 1 to 32 of A-Z a-z 0-9 . _ - after its @")

    /// What becomes of a line that is no valid request.
    ///
    /// - Parameter line: up to its first quote. Whoever quotes words speaks to this server.
    private static func screened(
        _ line: ByteView, _ tag: Tag?, of command: Command? = nil, or error: ReplyError, _ progress: inout Progress
    ) -> DecodedRequest {
        let other = ForeignProtocol(line: line)
        switch progress.screening.judge(other.map { .foreign($0) } ?? (command == nil ? .noCommand : .command)) {
        case .answer: return progress.reject(error, tag: tag, of: command)
        case .end: return progress.end(other.map { .foreign($0) } ?? .noCommandFirst, tag: tag)
        }
    }

    private static func parse(
        _ command: Command, _ tokens: consuming RequestTokens, _ form: RequestForm, tag: Tag?,
        _ progress: inout Progress
    ) -> DecodedRequest {
        do {
            let request = try RequestParser(command: command, tokens: tokens, form: form).parse()
            progress.mayHoldSecret = command.carriesSecret
            return .request(tag: tag, request)
        } catch {
            return progress.reject(error, tag: tag, of: command)
        }
    }
}
