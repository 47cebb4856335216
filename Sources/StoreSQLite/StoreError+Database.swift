import GRDB
import VoicemailModel

extension StoreError {
    /// `path` could not be opened.
    init(opening path: String, _ error: any Error) {
        self =
            switch (error as? DatabaseError)?.resultCode {
            case .SQLITE_NOTADB, .SQLITE_CORRUPT:
                .corrupt("the database \(path) is damaged (\(Self.text(error))); restore it from a backup")
            case .SQLITE_FULL: .full("the disk of the database \(path) is full; free some space")
            case .SQLITE_BUSY, .SQLITE_LOCKED:
                .unavailable("another program holds the lock of the database \(path): \(Self.whoMayHoldIt)")
            case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
                .readOnly(
                    "the database \(path) cannot be written (\(Self.text(error))); check its owner and permissions")
            default: .unavailable("the database \(path) cannot be opened: \(Self.text(error))")
            }
    }

    /// Something was not written or not read.
    init(_ error: any Error) {
        self =
            switch error {
            case let error as StoreError: error
            case let error as DatabaseError: StoreError(error)
            default: .unavailable("the database failed: \(Self.text(error))")
            }
    }

    private init(_ error: DatabaseError) {
        let sentence = "the database failed: \(Self.text(error))"
        self =
            switch error.resultCode {
            case .SQLITE_FULL: .full("the disk of the database is full; free some space")
            case .SQLITE_BUSY, .SQLITE_LOCKED:
                .unavailable("another program holds the database's lock: \(Self.whoMayHoldIt)")
            case .SQLITE_READONLY, .SQLITE_PERM: .readOnly(sentence)
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt(sentence)
            case .SQLITE_TOOBIG: .corrupt("a row of the database is longer than any that vmgate writes")
            default: .unavailable(sentence)
            }
    }

    /// The disk has failed while a transaction was being committed: whoever opens the database next may find it in the log.
    static func outcomeUnknown(committing error: DatabaseError) -> StoreError {
        .outcomeUnknown("the database failed in a commit: \(text(error))")
    }

    private static let whoMayHoldIt =
        "a backup, or sqlite3 with an open transaction (fuser names it); end it, and try again"

    /// SQLite's own words, without the statement and its arguments: PIN hashes do not belong into a log.
    private static func text(_ error: any Error) -> String {
        guard let error = error as? DatabaseError else { return "\(type(of: error))" }
        return "\(error.message ?? "no message"), SQLite error \(error.extendedResultCode.rawValue)"
    }
}

extension DatabaseError {
    /// Whether one decision among several can be to blame, by what it would write. Everything else, a full disk above all, fails
    /// them all alike.
    var isOfOneChange: Bool {
        switch resultCode {
        case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG, .SQLITE_RANGE: true
        default: false
        }
    }
}
