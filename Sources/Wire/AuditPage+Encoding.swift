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
            line.write(quoted: LineWriter.pairs(row.fields))
        }
    }
}
