import NIOHTTP1
import Testing

@testable import Observability

@Suite("What the endpoint is asked", .timeLimit(.minutes(5)))
struct MetricsQuestionTests {
    @Test("the three paths answer GET and HEAD, with or without a query")
    func known() {
        for method in [HTTPMethod.GET, .HEAD] {
            #expect(MetricsQuestion(method, "/metrics") == .metrics)
            #expect(MetricsQuestion(method, "/metrics?x=1") == .metrics)
            #expect(MetricsQuestion(method, "/healthz") == .health)
            #expect(MetricsQuestion(method, "/readyz") == .readiness)
        }
    }

    @Test(
        "other paths are not found, whatever the method",
        arguments: ["/", "", "*", "/metrics/", "/Metrics", "/metricsx", "//metrics", "http://x/metrics", "/%6detrics"])
    func unknownPaths(uri: String) {
        for method in [HTTPMethod.GET, .POST] {
            guard case .refused(let answer) = MetricsQuestion(method, uri) else {
                Issue.record("\(uri) was answered")
                continue
            }
            #expect(answer.status == .notFound)
        }
    }

    @Test("other methods are not allowed", arguments: [HTTPMethod.POST, .PUT, .DELETE, .OPTIONS, .TRACE, .CONNECT])
    func otherMethods(method: HTTPMethod) {
        guard case .refused(let answer) = MetricsQuestion(method, "/metrics") else {
            Issue.record("\(method) was answered")
            return
        }
        #expect(answer.status == .methodNotAllowed)
    }
}
