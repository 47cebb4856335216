/// The rules of one time zone.
public enum Zone: Sendable {
    /// Those of the system.
    case ofSystem(TZifFile)
    /// Those that came with the program.
    case builtIn(BuiltInZone)

    /// How far the clocks are from UTC at a moment in seconds since 1970, and from when until when.
    public func period(at seconds: Int64) -> ZonePeriod {
        switch self {
        case .ofSystem(let file): file.period(at: seconds)
        case .builtIn(let zone): zone.period(at: seconds)
        }
    }
}
