import Foundation
import FoundationXML
import Testing

@testable import LoadBench

@Suite("The report of a run", .timeLimit(.minutes(5)))
struct LoadReportTests {
    /// A run of three seconds in which one request of ten becomes something else than granted, in turn.
    private func report(
        pace: Pace = .open(rate: 100, arrivals: .constant), others: [Outcome] = Outcome.allCases,
        ending: LoadReport.Ending = .completed, failure: LoadFailure? = nil, isEmpty: Bool = false
    ) throws -> LoadReport {
        let plan = try LoadPlan(pace: pace, duration: .seconds(3))
        var measurements = Measurements(measuredFrom: .zero, intervalLength: .milliseconds(500))
        for index in 0..<(isEmpty ? 0 : 300) {
            let due = Duration.milliseconds(index * 10)
            measurements.fellDue(due, now: due)
            measurements.sent(due, now: due)
            let outcome = index % 10 == 0 ? others[(index / 10) % others.count] : .granted
            measurements.ended(.right, as: outcome, scheduled: due, now: due + .milliseconds(1 + index))
        }
        measurements.stopSending(now: .seconds(3))
        measurements.finish()
        var search = CapacitySearch(from: 10, deadline: .seconds(2))
        for verified in [40, 80, 90, 90] {
            search.observe(
                CapacityObservation(
                    offered: search.nextRate ?? 1, due: (search.nextRate ?? 1) * 4, verified: verified, answered: 160,
                    window: .seconds(4), p99: .milliseconds(50), busy: 3))
        }
        let isSearch = if case .findCapacity = pace { true } else { false }
        return LoadReport(
            plan: plan, target: .tcp(host: "127.0.0.1", port: 8746), server: ["version": "<1> & \"2\""],
            date: "2026-11-23T15:17:00Z", measurements: measurements, ending: failure == nil ? ending : .failed,
            failure: failure, steps: isSearch ? search.steps : nil, capacity: search.capacity)
    }

    @Test("the JSON has the documented names, and every request is in it once")
    func json() throws {
        let text = try report().json()
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(
            Set(object.keys) == [
                "date", "target", "server", "plan", "ending", "measured_seconds", "offered", "offered_per_second",
                "goodput_per_second", "verified", "lateness", "outcomes", "surprises", "interval_seconds", "intervals",
                "distributions",
            ])
        let outcomes = try #require(object["outcomes"] as? [[String: Any]])
        #expect(outcomes.compactMap { $0["outcome"] as? String } == Outcome.allCases.map(\.rawValue))
        #expect(outcomes.compactMap { $0["count"] as? Int }.reduce(0, +) == 300)
        #expect(Set(outcomes[0].keys) == ["outcome", "count", "share", "per_second", "latency"])
        let latency = try #require(outcomes[0]["latency"] as? [String: Int])
        #expect(
            Set(latency.keys) == [
                "p50_microseconds", "p90_microseconds", "p99_microseconds", "p999_microseconds", "max_microseconds",
            ])
        #expect(latency["max_microseconds"] == 300_000)
        let intervals = try #require(object["intervals"] as? [[String: Any]])
        #expect(intervals.compactMap { $0["offered"] as? Int }.reduce(0, +) == 300)
        let plan = try #require(object["plan"] as? [String: Any])
        #expect(plan["mix"] as? [String: Int] == ["right": 80, "wrong": 10, "unknown": 5, "locked": 5])
        // Right PINs were denied and locked out: that must not be overlooked.
        #expect(
            (object["surprises"] as? [[String: Any]])?.compactMap { $0["outcome"] as? String } == ["denied", "locked"])
    }

    @Test("the JSON of a search has its steps and the capacity")
    func jsonOfSearch() throws {
        let text = try report(pace: .findCapacity(from: 10), others: [.granted, .busy]).json()
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let capacity = try #require(object["capacity"] as? [String: Any])
        #expect(capacity["verified_per_second"] as? Double == 20)
        #expect((capacity["steps"] as? [[String: Any]])?.count == 4)
    }

    /// Reads XML and keeps what the tests look at.
    private final class Reader: NSObject, XMLParserDelegate {
        var ids: [String] = []
        var references: [String] = []
        var links: [String] = []
        var elements: [String: Int] = [:]

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            elements[name, default: 0] += 1
            if let id = attributes["id"] { ids.append(id) }
            references += (attributes["aria-labelledby"] ?? "").split(separator: " ").map(String.init)
            for key in ["href", "src", "xlink:href", "action", "data"] { attributes[key].map { links.append($0) } }
        }
    }

    @Test(
        "the HTML is well-formed, refers to nothing outside itself, and each chart has a title and a description",
        arguments: [
            (Pace.open(rate: 100, arrivals: .constant), false), (.closed(depth: 1), false),
            (.findCapacity(from: 10), false), (.open(rate: 1, arrivals: .poisson), true),
        ])
    func html(pace: Pace, isEmpty: Bool) throws {
        let failure = isEmpty ? LoadFailure("the server <at> 127.0.0.1 & \"co\" went away.") : nil
        let html = try report(pace: pace, failure: failure, isEmpty: isEmpty).html
        let reader = Reader()
        let parser = XMLParser(data: Data(html.utf8))
        parser.delegate = reader
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(reader.links.isEmpty)
        #expect(reader.elements["script"] == nil)
        #expect(reader.elements["link"] == nil)
        #expect(Set(reader.ids).count == reader.ids.count, "an id is there once")
        #expect(!reader.references.isEmpty)
        #expect(Set(reader.references).isSubset(of: reader.ids))
        // The one address on the page names the language of its markup; it is never asked for.
        let names = ["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"]
        let rest = names.reduce(html) { $0.replacingOccurrences(of: $1, with: "") }
        for word in ["http:", "https:", "//", "@import", "<1>"] { #expect(!rest.contains(word), "\(word)") }
        for match in html.matches(of: /url\(([^)]*)\)/) { #expect(match.1.hasPrefix("#texture-")) }
    }

    @Test("the style reads the same as HTML and as XML")
    func style() {
        for character in ["\"", "&", "<", ">"] { #expect(!ReportStyle.css.contains(character)) }
    }

    @Test("no outcome is told by its colour alone: each has a texture of its own, except for the plain one")
    func textures() throws {
        let html = try report().html
        for outcome in Outcome.allCases where outcome != .granted {
            #expect(html.contains("id=\"texture-\(outcome.rawValue)\""))
        }
        let paths = html.matches(of: /<pattern [^>]*><path d="([^"]*)"/).map(\.1)
        #expect(paths.count == Outcome.allCases.count - 1)
        #expect(Set(paths).count == paths.count)
    }

    @Test("the table has a row for each outcome, and says what is wrong")
    func table() throws {
        let report = try report()
        for outcome in Outcome.allCases { #expect(report.table.contains("\n\(outcome.rawValue) ")) }
        #expect(report.table.contains("must not happen"))
        #expect(report.problems.first?.contains("not what their PIN deserved") == true)
    }

    @Test(
        "what the server or the bench failed to do is a problem, and an overload that is answered BUSY is none",
        arguments: [
            ([.granted, .busy], []), ([.lost], ["30 requests (10.0 %) got no answer: see the server's log."]),
            (
                [.unavailable, .otherError],
                ["15 requests (5.0 %) got UNAVAILABLE, and 15 (5.0 %) got an error: see"]
            ),
            ([.busy, .unsent], ["15 requests (5.0 %) went unsent"]),
            ([.lost, .unsent], ["15 requests (5.0 %) got no answer", "15 requests (5.0 %) went unsent"]),
            ([.lost, .denied], ["15 answers were not what", "15 requests (5.0 %) got no answer"]),
        ] as [([Outcome], [String])])
    func problems(others: [Outcome], expected: [String]) throws {
        let problems = try report(others: others).problems
        #expect(problems.count == expected.count, "\(problems)")
        for (problem, words) in zip(problems, expected) { #expect(problem.contains(words), "\(problem)") }
    }

    @Test(
        "a search that did not end as it should has its steps, and claims no capacity anywhere",
        arguments: [
            ([.lost], LoadReport.Ending.completed, nil), ([.unavailable], .completed, nil),
            ([.busy], .interrupted, nil), ([.busy], .completed, LoadFailure("gone.")),
        ] as [([Outcome], LoadReport.Ending, LoadFailure?)])
    func noCapacity(others: [Outcome], ending: LoadReport.Ending, failure: LoadFailure?) throws {
        let report = try report(pace: .findCapacity(from: 10), others: others, ending: ending, failure: failure)
        #expect(!report.problems.isEmpty)
        #expect(report.capacity?.verifiedPerSecond == nil)
        #expect(report.capacity?.steps.count == 4)
        #expect(report.table.contains("carried is 20.0 verified"))
        #expect(!report.table.contains("Capacity:"))
        #expect(report.html.contains("<h1>The capacity was not found</h1>"))
        #expect(!report.html.contains("This server verifies"))
    }

    @Test("a search may leave requests unsent beyond the capacity: that is told, and no problem")
    func unsentInSearch() throws {
        let report = try report(pace: .findCapacity(from: 10), others: [.busy, .unsent])
        #expect(report.problems.isEmpty)
        #expect(report.table.contains("Capacity: 20.0"))
        #expect(report.table.contains("went unsent"))
    }

    @Test("the line that tells how far a run is fits in a terminal of 80 columns, with what is longest in it")
    func progress() throws {
        var measurements = Measurements(measuredFrom: .zero, intervalLength: .seconds(1))
        measurements.ended(.right, as: .granted, scheduled: .zero, now: .milliseconds(123))
        var figures = measurements.recent(now: .seconds(3599.9), total: .seconds(86_400), outstanding: 10_000)
        #expect(figures.text.hasSuffix("p99 123 ms"), "also in the first interval, which is not over")
        (figures.offered, figures.goodput, figures.busy) = (99_999, 12_345, 87_654)
        #expect(figures.text.count <= 79, "\(figures.text)")
        figures.verified = nil
        #expect(figures.text.count <= 79)
    }

    @Test("a run in which nothing happened has a report all the same")
    func empty() throws {
        let report = try report(failure: LoadFailure("gone."), isEmpty: true)
        #expect(report.problems == ["gone."])
        #expect(report.goodputPerSecond == 0)
        #expect(report.table.contains("goodput 0/s"))
        #expect(try report.json().contains("\"outcomes\" : ["))
    }

    @Test(
        "figures are written for a reader",
        arguments: [
            (Figures.time(850), "850 µs"), (Figures.time(1_234), "1.23 ms"), (Figures.time(53_140), "53.1 ms"),
            (Figures.time(850_400), "850 ms"), (Figures.time(1_240_000), "1.24 s"), (Figures.time(0), "0 µs"),
            (Figures.rate(0), "0"), (Figures.rate(0.52), "0.52"), (Figures.rate(37.24), "37.2"),
            (Figures.rate(12_345.6), "12,346"), (Figures.grouped(1_000_000), "1,000,000"),
            (Figures.grouped(-1234), "-1,234"),
            (Figures.percent(0.1234), "12.3 %"), (Figures.fixed(1.005, 1), "1.0"), (Figures.fixed(-0.04, 1), "0.0"),
            (Figures.plain(0.125), "0.125"), (Figures.plain(20), "20"),
        ])
    func figures(written: String, expected: String) {
        #expect(written == expected)
    }
}
