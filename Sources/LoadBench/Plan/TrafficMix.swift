/// How many of a hundred requests are of each kind.
public struct TrafficMix: Hashable, Sendable, CustomStringConvertible {
    public static let standard = TrafficMix(right: 80, wrong: 10, unknown: 5, locked: 5)

    private let percentages: [TrafficKind: Int]

    private init(right: Int, wrong: Int, unknown: Int, locked: Int) {
        percentages = [.right: right, .wrong: wrong, .unknown: unknown, .locked: locked]
    }

    /// Reads `right=80,wrong=10,unknown=5,locked=5`; a kind that is left out has no share.
    public init(_ text: String) throws(LoadPlanError) {
        var percentages: [TrafficKind: Int] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false)
            guard sides.count == 2, let percent = Int(sides[1]) else {
                throw LoadPlanError("the mix \"\(text)\" is not written as in right=80,wrong=10,unknown=5,locked=5.")
            }
            guard let kind = TrafficKind(rawValue: String(sides[0])) else {
                throw LoadPlanError("the mix has \"\(sides[0])\" in it; there are right, wrong, unknown and locked.")
            }
            guard percentages[kind] == nil else {
                throw LoadPlanError("the mix names \"\(kind.rawValue)\" twice; name each kind once.")
            }
            guard (0...100).contains(percent) else {
                throw LoadPlanError("the mix gives \(kind.rawValue) \(percent) percent; write 0 to 100.")
            }
            percentages[kind] = percent
        }
        let sum = percentages.values.reduce(0, +)
        guard sum == 100 else {
            throw LoadPlanError("the mix adds up to \(sum) percent; make it 100.")
        }
        self.percentages = percentages
    }

    public func percent(of kind: TrafficKind) -> Int { percentages[kind] ?? 0 }

    /// The share of requests that cost the server a hash when it carries all of them, 0 to 1.
    public var hashedShare: Double {
        Double(TrafficKind.allCases.filter(\.isHashed).map(percent(of:)).reduce(0, +)) / 100
    }

    public var description: String {
        TrafficKind.allCases.filter { percent(of: $0) > 0 }.map { "\($0.rawValue)=\(percent(of: $0))" }
            .joined(separator: ",")
    }
}

/// Deals out kinds so that the mix holds exactly in each hundred requests, and evenly within it.
///
/// Each kind gains its percentage with every request, and the one that has gained most is next and pays a hundred.
struct MixDealer: Sendable {
    private let mix: TrafficMix
    private var credits: [Int]

    init(_ mix: TrafficMix) {
        self.mix = mix
        credits = TrafficKind.allCases.map { _ in 0 }
    }

    mutating func next() -> TrafficKind {
        var best = 0
        for (index, kind) in TrafficKind.allCases.enumerated() {
            credits[index] += mix.percent(of: kind)
            if credits[index] > credits[best] { best = index }
        }
        credits[best] -= 100
        return TrafficKind.allCases[best]
    }
}
