import VoicemailModel

extension MailboxListing {
    func write(to line: inout LineWriter) {
        line.write("LIST")
        if let next {
            line.write(" next=")
            line.write(next)
        }
        switch content {
        case .names(let names):
            line.write(" mailboxes=")
            line.write(list: names.map(\.description))
        case .reports(let reports):
            for report in reports {
                line.write(" row=")
                line.write(quoted: LineWriter.pairs(report.fields))
            }
        }
    }
}
