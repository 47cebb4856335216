/// Tables of languages that are written as text, one row a line: a name, a colon, and what belongs to it.
enum LanguageRows {
    /// The name of the row that each member stands in; the first, where several have it.
    static func byMember(_ text: String) -> [String: String] {
        var names: [String: String] = [:]
        for row in text.split(separator: "\n") {
            guard let colon = row.firstIndex(of: ":") else { continue }
            for member in row[row.index(after: colon)...].split(separator: " ") where names[String(member)] == nil {
                names[String(member)] = String(row[..<colon])
            }
        }
        return names
    }
}
