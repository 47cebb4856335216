import GRDB
import VoicemailModel

extension Schema {
    /// Compares what is in the database with what its migrations make, and reads nothing else before.
    ///
    /// A view in the place of a table may have no end, and a table without its constraints any value. What others have made besides,
    /// under other names, is their own.
    ///
    /// - Parameter path: of the database, for the sentences.
    static func compare(_ database: Database, path: String) throws {
        let found = try SchemaObject.all(in: database)
        guard let migrations = found[migrationTable] else {
            // Before the first migration there is nothing of ours, or somebody has removed where they are noted.
            guard found["mailbox"] == nil else { throw refusal(path, "table \(migrationTable) is missing") }
            return
        }
        guard migrations.kind == "table" else {
            throw refusal(path, "\(migrationTable) is a \(migrations.kind) in the place of a table")
        }
        let applied = try migrator.appliedIdentifiers(database)
        guard applied.isSubset(of: migrator.migrations) else {
            throw StoreError.unavailable("the database \(path) was made by a newer vmgate; use that one, or a backup")
        }
        let made = try applied == Set(migrator.migrations) ? whole.get() : expected(of: applied)
        for (name, object) in made.sorted(by: { $0.key < $1.key }) {
            guard let other = found[name] else { throw refusal(path, "\(object.kind) \(name) is missing") }
            guard other.kind == object.kind else {
                throw refusal(path, "\(name) is a \(other.kind) in the place of a \(object.kind)")
            }
            guard other.parts == object.parts else { throw refusal(path, "\(object.kind) \(name) was altered") }
        }
    }

    private static func refusal(_ path: String, _ what: String) -> StoreError {
        StoreError.corrupt(
            "the database \(path) is not as vmgate makes it: \(what); another program has changed it, so restore it from a"
                + " backup")
    }

    private static let migrationTable = "grdb_migrations"

    /// What all migrations make.
    private static let whole = Result { try expected(of: Set(migrator.migrations)) }

    /// What these migrations make, by name.
    private static func expected(of applied: Set<String>) throws -> [String: SchemaObject] {
        let migrator = migrator
        let memory = try DatabaseQueue()
        defer { try? memory.close() }
        try memory.write { database in
            // Those that are noted are not run: all the others.
            try database.execute(sql: "CREATE TABLE \(migrationTable) (identifier TEXT NOT NULL PRIMARY KEY)")
            for identifier in migrator.migrations where !applied.contains(identifier) {
                try database.execute(sql: "INSERT INTO \(migrationTable) VALUES (?)", arguments: [identifier])
            }
        }
        try migrator.migrate(memory)
        var objects = try memory.read { try SchemaObject.all(in: $0) }
        // GRDB's own, and of whatever version of it has made it.
        objects[migrationTable] = nil
        return objects
    }
}

/// A table, an index, a view or a trigger.
private struct SchemaObject {
    let kind: String
    /// What it is made of, in an order that does not matter: a column that was added later may have come by two ways.
    let parts: [String]

    /// Those that were made by a statement, by name.
    static func all(in database: Database) throws -> [String: SchemaObject] {
        let sql = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
        let objects = try database.all(sql) { row in
            let columns = Columns(row: row, owner: "an object", table: "sqlite_schema")
            let kind = try columns.text("type")
            // What others have made may be as long as they like. Of ours, such a text is another one.
            let text = (try? columns.text("sql")) ?? ""
            return (try columns.text("name"), SchemaObject(kind: kind, parts: kind == "table" ? split(text) : [text]))
        }
        return Dictionary(objects.map { ($0, $1.normalized) }) { first, _ in first }
    }

    /// Without what the ways of writing it differ in: spaces, and the quotes that a table has once it was renamed.
    private var normalized: SchemaObject {
        SchemaObject(
            kind: kind, parts: parts.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }.sorted())
    }

    /// A statement's columns and constraints, its beginning, and its end.
    private static func split(_ statement: String) -> [String] {
        var parts = [""]
        var depth = 0
        var quote: Character?
        for character in statement {
            if let open = quote {
                if character == open { quote = nil }
            } else if "'\"`".contains(character) {
                quote = character
            } else if character == "(" {
                depth += 1
                if depth == 1 {
                    parts.append("")
                    continue
                }
            } else if character == ")" {
                depth -= 1
                if depth == 0 {
                    parts.append("")
                    continue
                }
            } else if character == ",", depth == 1 {
                parts.append("")
                continue
            }
            parts[parts.count - 1].append(character)
        }
        parts[0] = parts[0].replacing("\"", with: "")
        return parts
    }
}
