import Foundation
import GRDB
import GRDBSQLite
import VoicemailModel

/// One value as it stands in the database, looked at before any of it is copied. Whatever another program has put there is one of
/// these cases: GRDB's own conversions end the process at a value of another type.
enum StoredValue: Hashable {
    case null
    case integer(Int64)
    /// With its zero bytes, if it has any: GRDB's texts end there, and would be taken for others.
    case text(String)
    case bytes([UInt8])
    /// Nothing that this program writes: a fraction, text that is not UTF-8, or more than `Limits.storedValueBytes`.
    case foreign
}

extension StoredValue: StatementColumnConvertible {
    init(sqliteStatement: SQLiteStatement, index: CInt) {
        switch sqlite3_column_type(sqliteStatement, index) {
        case SQLITE_NULL: self = .null
        case SQLITE_INTEGER: self = .integer(sqlite3_column_int64(sqliteStatement, index))
        case SQLITE_TEXT: self.init(text: sqlite3_column_text(sqliteStatement, index), sqliteStatement, index)
        case SQLITE_BLOB: self.init(blob: sqlite3_column_blob(sqliteStatement, index), sqliteStatement, index)
        default: self = .foreign
        }
    }

    /// - Parameter start: nil also where SQLite has no memory for it.
    private init(text start: UnsafePointer<UInt8>?, _ statement: SQLiteStatement, _ index: CInt) {
        let count = Int(sqlite3_column_bytes(statement, index))
        guard let start, count <= Limits.storedValueBytes,
            let text = String(validating: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
        else {
            self = .foreign
            return
        }
        self = .text(text)
    }

    /// - Parameter start: nil where there are no bytes.
    private init(blob start: UnsafeRawPointer?, _ statement: SQLiteStatement, _ index: CInt) {
        let count = Int(sqlite3_column_bytes(statement, index))
        guard count <= Limits.storedValueBytes else {
            self = .foreign
            return
        }
        self = .bytes(Array(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)))
    }
}

/// For rows that GRDB has copied.
extension StoredValue: DatabaseValueConvertible {
    var databaseValue: DatabaseValue {
        switch self {
        case .null, .foreign: .null
        case .integer(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .bytes(let bytes): Data(bytes).databaseValue
        }
    }

    static func fromDatabaseValue(_ value: DatabaseValue) -> StoredValue? {
        switch value.storage {
        case .null: .null
        case .int64(let number): .integer(number)
        case .string(let text) where text.utf8.count <= Limits.storedValueBytes: .text(text)
        case .blob(let data) where data.count <= Limits.storedValueBytes: .bytes(Array(data))
        case .double, .string, .blob: .foreign
        }
    }
}
