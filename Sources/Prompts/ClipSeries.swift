/// The clips of a family in one form: the common one, or a variant for another place in the sentence, another clock or other
/// regions, such as `minute-short`.
public struct ClipSeries: Hashable, Sendable {
    public let family: ClipFamily
    /// What is behind the family's name and a hyphen; nil for the common form.
    public let variant: String?

    public init(_ family: ClipFamily, variant: String? = nil) {
        self.family = family
        self.variant = variant
    }

    /// Nil when this is the name of no family, with or without a variant.
    init?(_ name: some StringProtocol) {
        // The name of a family may have a hyphen, too.
        if let family = ClipFamily(rawValue: String(name)) {
            self.init(family)
            return
        }
        let parts = name.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let family = ClipFamily(rawValue: String(first)) else { return nil }
        guard parts.count == 2, ClipOrderTemplate.isWord(parts[1]) else { return nil }
        self.init(family, variant: String(parts[1]))
    }

    public var name: String {
        variant.map { "\(family.rawValue)-\($0)" } ?? family.rawValue
    }

    /// The name of one clip, such as `minute-short/5`.
    public func clip(_ number: Int) -> String {
        "\(name)/\(number)"
    }
}
