import Foundation
import Testing
import VoicemailTestKit

@testable import Observability

/// The dashboard and the alert rules, which nothing compiles.
@Suite("The dashboard and the alerts", .timeLimit(.minutes(5)))
struct DeploymentTests {
    private static func file(_ path: String) throws -> Data {
        try Data(contentsOf: ServerProcess.repository.appendingPathComponent("deploy/\(path)"))
    }

    @Test(
        "they name metrics that there are, and no others",
        arguments: ["grafana/vmgate.json", "prometheus/vmgate-alerts.yml", "prometheus/vmgate-alerts-test.yml"])
    func metricNames(path: String) throws {
        let text = String(decoding: try Self.file(path), as: UTF8.self)
        let samples = MetricDefinition.vmgate.flatMap { definition -> [String] in
            guard case .histogram = definition.kind else { return [definition.name] }
            return ["_bucket", "_sum", "_count"].map { definition.name + $0 }
        }
        let named = Set(text.matches(of: /vmgate_\w+/).map { String($0.output) })
        #expect(named.count >= 10)
        #expect(named.subtracting(samples).isEmpty)
    }

    @Test("the dashboard is JSON that Grafana imports: a title, panels that do not overlap, an expression in each")
    func dashboard() throws {
        struct Dashboard: Decodable {
            struct Panel: Decodable {
                struct Position: Decodable {
                    let x, y, w, h: Int
                }
                struct Target: Decodable {
                    let expr: String
                }
                let id: Int
                let title: String
                let gridPos: Position
                let targets: [Target]
            }
            let title: String
            let uid: String
            let panels: [Panel]
        }
        let dashboard = try JSONDecoder().decode(Dashboard.self, from: try Self.file("grafana/vmgate.json"))
        #expect(dashboard.title == "vmgate")
        #expect(Set(dashboard.panels.map(\.id)).count == dashboard.panels.count)
        var taken: Set<[Int]> = []
        for panel in dashboard.panels {
            #expect(!panel.targets.isEmpty && panel.targets.allSatisfy { !$0.expr.isEmpty }, "\(panel.title)")
            let position = panel.gridPos
            #expect(position.x + position.w <= 24, "\(panel.title)")
            for x in position.x..<(position.x + position.w) {
                for y in position.y..<(position.y + position.h) {
                    #expect(taken.insert([x, y]).inserted, "\(panel.title) overlaps another")
                }
            }
        }
    }

    @Test("each alert waits, has a severity, and says in a sentence what to do")
    func alerts() throws {
        let text = String(decoding: try Self.file("prometheus/vmgate-alerts.yml"), as: UTF8.self)
        let alerts = text.split(separator: "- alert: ").dropFirst()
        #expect(alerts.count >= 10)
        for alert in alerts {
            #expect(alert.contains(/\n {8}for: \d+m\n/), "\(alert)")
            #expect(alert.contains(/\n {10}severity: (critical|warning|info)\n/), "\(alert)")
            #expect(alert.contains(/\n {10}description: .{20,}\.\n/), "\(alert)")
        }
    }

    @Test("the page for 3 a.m. has each alert by its name")
    func documented() throws {
        let text = String(decoding: try Self.file("prometheus/vmgate-alerts.yml"), as: UTF8.self)
        let page = String(decoding: try Self.file("../docs/operating/at-3-am.md"), as: UTF8.self)
        for alert in text.matches(of: /- alert: (\w+)/) {
            #expect(page.contains("`\(alert.1)`"), "docs/operating/at-3-am.md does not have \(alert.1)")
        }
    }
}
