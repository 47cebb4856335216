/// The numbered clips of a spoken date. Each is recorded whole, in the form that its place in the sentence needs.
public enum ClipFamily: String, CaseIterable, Sendable {
    /// 1 is Monday (ISO 8601).
    case weekday
    case day
    case month
    /// 12 is the hour after midnight and the hour after noon.
    case hour12
    case hour24
    case minute

    /// The numbers that a catalog has a clip for.
    public var numbers: ClosedRange<Int> {
        switch self {
        case .weekday: 1...7
        case .day: 1...31
        case .month, .hour12: 1...12
        case .hour24: 0...23
        case .minute: 0...59
        }
    }

    /// The name of one clip, such as `hour24/15`.
    public func clip(_ number: Int) -> String {
        "\(rawValue)/\(number)"
    }
}
