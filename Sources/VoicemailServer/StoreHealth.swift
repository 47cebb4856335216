import VoicemailModel

/// Whether the store can be written, as its last commits say.
///
/// It is said when that turns, not for each commit: a full disk under load would otherwise fill with the lines that tell of it.
struct StoreHealth {
    enum Turn: Sendable {
        case fails(StoreError)
        case recovered
    }

    private(set) var isFailing = false

    /// What has turned with the end of this commit, if anything.
    ///
    /// - Parameter showsThatWritesSucceed: false of a commit that may have had nothing to write, such as taking back what was
    ///   never written: it succeeds on a full disk too.
    mutating func commitEnded(_ result: Result<Void, StoreError>, showsThatWritesSucceed: Bool) -> Turn? {
        switch result {
        case .success where isFailing && showsThatWritesSucceed:
            isFailing = false
            return .recovered
        case .failure(let error) where !isFailing:
            isFailing = true
            return .fails(error)
        case .success, .failure:
            return nil
        }
    }
}

extension MailboxChange {
    /// Whether it writes a row for sure. What clears or removes may find nothing to do.
    var writesRow: Bool {
        if !audit.isEmpty { return true }
        return switch existence {
        case .put: true
        case .remove, .unchanged: attempts.map { $0 != .clear } ?? false
        }
    }
}
