/// Why a stored hash does not open, for the log. Whatever it is, nobody is let in, and an admin's reset repairs it.
public enum SealObjection: String, Error, Sendable, CaseIterable {
    case noSeal = "its hash is sealed, and the record of its seal is missing"
    case notSealed = "its hash is not sealed, so another program has written it"
    case unknownKey = "its hash is sealed with a key that is not in the key file"
    case alteredSeal = "the record of its seal was altered"
    case form = "its sealed hash is damaged"
    case alteredHash = "its sealed hash was altered, moved from another mailbox, or is an older one put back"
    case unbalanced = "records of seals were removed, or put back as they were before"
}
