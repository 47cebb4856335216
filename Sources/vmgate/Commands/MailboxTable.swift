import VoicemailModel

/// Mailboxes in columns for a terminal. It is written while it comes in, so that a column that turns out to be too narrow is
/// wider from there on.
struct MailboxTable {
    private static let header = [
        "MAILBOX", "PIN", "LOCKED", "FAILURES", "LANGUAGE", "CLOCK", "TIME ZONE", "NOTIFY", "E-MAIL",
    ]
    private var widths: [Int] = []

    /// Whether nothing was written so far.
    var isEmpty: Bool { widths.isEmpty }

    /// The lines of `rows`, with the header above the first.
    mutating func text(of rows: [MailboxRow]) -> String {
        let lines = (isEmpty ? [Self.header] : []) + rows.map { Self.cells(of: $0).map(TerminalText.cleaned) }
        if isEmpty { widths = Self.header.map { _ in 0 } }
        for line in lines {
            for (column, cell) in line.enumerated() { widths[column] = max(widths[column], cell.count) }
        }
        return lines.map(text).joined()
    }

    private func text(of cells: [String]) -> String {
        let padded = zip(cells, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
        let line = padded.joined(separator: "  ")
        return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
    }

    private static func cells(of row: MailboxRow) -> [String] {
        [
            row.name, pin(row), locked(row), row["failures"] ?? "", row["voicemail_prompt"] ?? "", clock(row),
            row["time_zone"] ?? "", row["enable_voicemail_notify"] == "true" ? "yes" : "no", row["email"] ?? "",
        ]
    }

    private static func pin(_ row: MailboxRow) -> String {
        if row["enable_voicemail_pin"] == "false" { return "not asked" }
        if row["pin_set"] == "false" { return "none" }
        return row["must_change"] == "true" ? "must change" : "set"
    }

    private static func locked(_ row: MailboxRow) -> String {
        guard let retry = row["retry_after_s"] else { return "no" }
        guard let seconds = Int(retry) else { return "until unlocked" }
        switch seconds {
        case ..<120: return "\(seconds) s"
        case ..<7200: return "\((seconds + 59) / 60) min"
        default: return "\(seconds / 3600 + (seconds.isMultiple(of: 3600) ? 0 : 1)) h"
        }
    }

    private static func clock(_ row: MailboxRow) -> String {
        switch row["voicemail_play_datetime"] {
        case "12_HOUR_CLOCK": "12"
        case "24_HOUR_CLOCK": "24"
        default: "off"
        }
    }
}
