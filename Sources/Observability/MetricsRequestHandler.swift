import Logging
import NIOCore
import NIOHTTP1
import VoicemailModel

#if canImport(Glibc)
    import Glibc
#endif

/// One connection to the endpoint: one request, one answer, then it closes. Whoever asks twice a minute gains nothing from
/// a connection that stays, and so nothing needs a limit but this one exchange.
final class MetricsRequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case waiting
        /// The head has come, the body has not ended. Its bytes are ignored.
        case receiving(MetricsQuestion, isHead: Bool)
        case answering(isHead: Bool)
        /// The answer is being written; what still comes is ignored.
        case sending
        /// The client has the answer, or will not get one.
        case done
    }

    /// Time that a client has to send its request, whatever it sends meanwhile.
    private static let asking = TimeAmount.seconds(Int64(Limits.metricsRequestSeconds))
    /// Time that it has to take the answer.
    private static let taking = TimeAmount.seconds(Int64(Limits.metricsAnswerSeconds))
    /// Time in which what a client still sends is dropped after its answer was written, so that it can read that.
    private static let lingering = TimeAmount.seconds(1)

    private let questions: MetricsQuestions
    private let connections: MetricsConnections
    private let logger: Logger
    private var state = State.waiting
    /// Once it has a place.
    private var guest: MetricsPlaces.Guest?
    private var isInputEnded = false
    private var end: Scheduled<Void>?
    /// Gives up on an answer.
    private var patience: Scheduled<Void>?

    init(questions: MetricsQuestions, connections: MetricsConnections, logger: Logger) {
        self.questions = questions
        self.connections = connections
        self.logger = logger
    }

    // MARK: Life

    func channelActive(context: ChannelHandlerContext) {
        guest = connections.enter(context.channel)
        closeLater(after: Self.asking, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let guest {
            connections.leave(guest)
            questions.forget(guest)
        }
        end?.cancel()
        patience?.cancel()
        state = .done
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch (error, state) {
        case (is RequestByteLimit.Exceeded, .waiting), (is RequestByteLimit.Exceeded, .receiving):
            send(MetricsAnswer(.payloadTooLarge, "A request has at most \(RequestByteLimit.bytes) bytes."), context)
        case (is HTTPParserError, .waiting), (is HTTPParserError, .receiving):
            send(MetricsAnswer(.badRequest, "That is not HTTP."), context)
        case (is RequestByteLimit.Exceeded, _), (is HTTPParserError, _): break
        default:
            logger.debug("metrics connection failed", metadata: ["error": "\(error)"])
            context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            isInputEnded = true
            switch state {
            case .answering, .sending: break
            // What was sent is not a request, or has had its answer.
            case .waiting, .receiving, .done: context.close(promise: nil)
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func closeLater(after time: TimeAmount, _ context: ChannelHandlerContext) {
        let channel = context.channel
        end?.cancel()
        end = context.eventLoop.scheduleTask(in: time) {
            channel.close(promise: nil)
        }
    }

    // MARK: In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), state) {
        case (.head(let head), .waiting):
            state = .receiving(MetricsQuestion(head.method, head.uri), isHead: head.method == .HEAD)
        case (.end, .receiving(let question, let isHead)):
            state = .answering(isHead: isHead)
            if let guest { connections.move(guest, to: .answering) }
            answer(question, context)
        case (.head, _), (.body, _), (.end, _): break
        }
    }

    private func answer(_ question: MetricsQuestion, _ context: ChannelHandlerContext) {
        switch question {
        case .health: send(MetricsAnswer(.ok, "alive"), context)
        case .refused(let answer): send(answer, context)
        case .metrics: wait(for: questions.metrics, context, orElse: questions.oldMetrics)
        case .readiness: wait(for: questions.readiness, context, orElse: questions.noReadiness)
        }
    }

    /// Sends what `question` is answered with, or `orElse` when that takes too long.
    private func wait(
        for question: SharedQuestion, _ context: ChannelHandlerContext, orElse: @escaping () -> MetricsAnswer
    ) {
        guard let guest else { return }
        closeLater(after: questions.patience + Self.taking, context)
        let bound = NIOLoopBound((self, context, orElse), eventLoop: context.eventLoop)
        patience = context.eventLoop.scheduleTask(in: questions.patience) {
            let (handler, context, orElse) = bound.value
            handler.send(orElse(), context)
        }
        question.ask(guest) { self.send($0, context) }
    }

    // MARK: Out

    /// Answers once, then closes so that the answer arrives: our side ends first, and what still comes is dropped for a
    /// moment. Closing at once would make the kernel answer late bytes with a reset, which throws the answer away.
    private func send(_ answer: MetricsAnswer, _ context: ChannelHandlerContext) {
        var isHead = false
        switch state {
        case .sending, .done: return
        case .answering(let head): isHead = head
        case .waiting, .receiving: break
        }
        state = .sending
        patience?.cancel()
        if let guest { questions.forget(guest) }
        let body = ByteBuffer(string: answer.body)
        var headers = HTTPHeaders([
            ("Content-Type", answer.contentType), ("Content-Length", "\(body.readableBytes)"), ("Date", Self.date()),
            ("Cache-Control", "no-store"), ("Connection", "close"),
        ])
        if answer.status == .methodNotAllowed { headers.add(name: "Allow", value: "GET, HEAD") }
        let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !isHead { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        let sent = context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        sent.futureResult.whenSuccess { bound.value.0.finish(bound.value.1) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
    }

    private func finish(_ context: ChannelHandlerContext) {
        state = .done
        if let guest { connections.move(guest, to: .leaving) }
        guard !isInputEnded else { return context.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        closeLater(after: Self.lingering, context)
    }

    /// RFC 9110 §5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
    private static func date() -> String {
        var now = time(nil)
        var fields = tm()
        gmtime_r(&now, &fields)
        var text = [CChar](repeating: 0, count: 64)
        let count = strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &fields)
        return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
