/// Why a caller is let in.
public enum GrantReason: String, Sendable, Hashable {
    case pinNotRequired = "not_required"
    case pinVerified = "verified"
}
