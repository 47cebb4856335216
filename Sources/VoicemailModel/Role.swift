/// What a connection may do.
public enum Role: String, Hashable, Sendable, CaseIterable {
    /// A PBX or IVR: asks and verifies.
    case frontend
    /// An operator: may also add, set, reset, unlock, list and remove.
    case admin
    /// Metrics and health only.
    case monitor
}
