/// The labels of one series as the text format has them between braces, each value escaped.
struct MetricLabels: Hashable, Comparable {
    /// Empty, or `role="admin",scope="mailbox"`.
    let text: String

    /// - Parameter dimensions: in any order; two series with the same labels are one.
    init(_ dimensions: [(String, String)]) {
        text = dimensions.sorted { $0.0 < $1.0 }
            .map { "\(TextFormat.labelName($0.0))=\"\(TextFormat.escapedLabelValue($0.1))\"" }
            .joined(separator: ",")
    }

    private init(text: String) {
        self.text = text
    }

    func adding(_ name: String, _ value: String) -> MetricLabels {
        let label = "\(name)=\"\(value)\""
        return MetricLabels(text: text.isEmpty ? label : "\(text),\(label)")
    }

    static func < (left: MetricLabels, right: MetricLabels) -> Bool {
        left.text < right.text
    }
}
