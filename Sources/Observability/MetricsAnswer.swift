import NIOHTTP1

/// What a request gets: decided here, sent by `MetricsRequestHandler`.
struct MetricsAnswer: Equatable {
    var status: HTTPResponseStatus
    var contentType = "text/plain; charset=utf-8"
    var body: String

    /// A sentence.
    init(_ status: HTTPResponseStatus, _ sentence: String) {
        self.status = status
        body = sentence + "\n"
    }

    init(metrics: String) {
        status = .ok
        contentType = TextFormat.contentType
        body = metrics
    }
}

/// What a request asks for.
enum MetricsQuestion: Equatable {
    case metrics
    /// Does the process live?
    case health
    /// Can it do its work?
    case readiness
    case refused(MetricsAnswer)

    init(_ method: HTTPMethod, _ uri: String) {
        let path = uri.prefix { $0 != "?" }
        let question: MetricsQuestion
        switch path {
        case "/metrics": question = .metrics
        case "/healthz": question = .health
        case "/readyz": question = .readiness
        default:
            self = .refused(MetricsAnswer(.notFound, "This address has /metrics, /healthz and /readyz."))
            return
        }
        switch method {
        case .GET, .HEAD: self = question
        default: self = .refused(MetricsAnswer(.methodNotAllowed, "Only GET and HEAD are allowed."))
        }
    }
}
