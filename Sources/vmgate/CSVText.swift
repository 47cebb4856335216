/// Comma-separated values as in RFC 4180: lines end with CRLF, and a value that holds a comma, a quote or a line end is in
/// quotes.
///
/// Values are written as they are, so that what reads them has what the server has. A spreadsheet may take `+15551234567` for a
/// number. None is a formula: what a mailbox holds was checked, and a name has no parentheses, an address always a domain
/// behind its `@`.
enum CSVText {
    static func line(_ values: [String]) -> String {
        values.map(field).joined(separator: ",") + "\r\n"
    }

    private static func field(_ value: String) -> String {
        guard value.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return value }
        return "\"" + value.replacing("\"", with: "\"\"") + "\""
    }
}
