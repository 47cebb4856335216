import VoicemailModel

extension AuditPage {
    /// One line for the whole page: where to go on, and each row as one value that is written like a line of its own.
    func write(to line: inout LineWriter) {
        line.write("AUDIT next=")
        line.write(last)
        line.write(" more=")
        line.write(hasMore)
        for row in rows {
            line.write(" row=")
            line.write(quoted: row.pairs)
        }
    }
}

extension AuditRow {
    /// `key=value` joined by spaces, with quotes where a value needs them.
    fileprivate var pairs: String {
        fields.map { field in
            let wantsQuotes = field.value.isEmpty || field.value.utf8.contains { " \"=\\".utf8.contains($0) }
            return wantsQuotes ? "\(field.key)=\"\(Self.escaped(field.value))\"" : "\(field.key)=\(field.value)"
        }.joined(separator: " ")
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
}
