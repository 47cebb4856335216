import Testing
import VoicemailModel

@testable import AuditChain

@Suite(.timeLimit(.minutes(1)))
struct AuditVerifierTests {
    private struct Entry {
        var row: AuditRow
        var hash: AuditHash
    }

    private let chain: AuditChain

    init() throws {
        chain = try AuditChain(key: .known)
    }

    /// Rows `first` to `last`, hung on `start`.
    private func entries(_ last: Int64, behind start: AuditMark = .start) -> [Entry] {
        var previous = start.hash
        return ((start.row + 1)...last).map { id in
            let row = AuditRow(
                id: id, time: UnixTime(seconds: id), kind: "verify", outcome: "granted", mailbox: "\(id)")
            previous = chain.hash(of: row, after: previous)
            return Entry(row: row, hash: previous)
        }
    }

    private func kept(_ mark: AuditMark, _ name: AuditMark.Name) -> KeptMark {
        KeptMark(mark: mark, code: chain.code(of: mark, as: name))
    }

    private func mark(_ entry: Entry) -> AuditMark { AuditMark(row: entry.row.id, hash: entry.hash) }

    /// The first broken row of these, as somebody has left them; nil when the chain is whole.
    private func verify(_ entries: [Entry], anchor: KeptMark?, head: KeptMark?) -> AuditBreak? {
        do {
            var verifier = try AuditVerifier(chain: chain, anchor: anchor, head: head)
            for entry in entries { try verifier.verify(entry.row, entry.hash) }
            _ = try verifier.finish()
            #expect(verifier.count == entries.count)
            return nil
        } catch {
            return error
        }
    }

    static let tampering: [(what: String, row: Int64, sentence: String)] = [
        ("altered", 5, "row 5 was altered"), ("removed", 5, "row 5 is missing"),
        ("two removed", 5, "rows 5 to 6 are missing"), ("first removed", 1, "row 1 is missing"),
        ("cut off", 9, "rows 9 to 10 are missing: the end was cut off"), ("swapped", 5, "row 5 was altered"),
        ("inserted", 6, "row 6 was altered"), ("added", 11, "row 11 was added"),
        ("hash altered", 5, "row 5 was altered"),
        ("removed and numbered anew", 5, "row 5 was altered"),
    ]

    @Test("the first broken row is named, whatever somebody has done", arguments: tampering)
    func tampered(what: String, row: Int64, sentence: String) throws {
        var entries = entries(10)
        let head = kept(mark(entries[9]), .head)
        switch what {
        case "altered": entries[4].row.outcome = "denied"
        case "removed": entries.remove(at: 4)
        case "two removed": entries.removeSubrange(4...5)
        case "first removed": entries.removeFirst()
        case "cut off": entries.removeLast(2)
        case "swapped":
            (entries[4], entries[5]) = (entries[5], entries[4])
            (entries[4].row.id, entries[5].row.id) = (5, 6)
        case "inserted":
            entries.insert(entries[2], at: 5)
            for index in 5..<entries.count { entries[index].row.id = Int64(index + 1) }
        case "added":
            var added = entries[9]
            added.row.id = 11
            entries.append(added)
        case "hash altered": entries[4].hash = entries[3].hash
        case "removed and numbered anew":
            entries.remove(at: 4)
            for index in 4..<entries.count { entries[index].row.id = Int64(index + 1) }
        default: Issue.record("what is \(what)?")
        }
        let broken = try #require(verify(entries, anchor: kept(.start, .anchor), head: head))
        #expect(broken.row == row)
        #expect(broken.description.hasPrefix(sentence), "\(broken)")
    }

    @Test("a chain that begins behind what retention has removed is whole, and a row that is back shows")
    func retention() throws {
        let entries = entries(10)
        let (anchor, head) = (kept(mark(entries[3]), .anchor), kept(mark(entries[9]), .head))
        #expect(verify(Array(entries[4...]), anchor: anchor, head: head) == nil)
        #expect(verify([], anchor: kept(mark(entries[9]), .anchor), head: head) == nil)
        #expect(verify([], anchor: kept(.start, .anchor), head: kept(.start, .head)) == nil)
        #expect(verify(entries, anchor: anchor, head: head)?.row == 1)
        #expect(verify(Array(entries[5...]), anchor: anchor, head: head)?.row == 5)
    }

    @Test("marks that are missing, altered, exchanged or made with another key are named")
    func marks() throws {
        let entries = entries(10)
        let (anchor, head) = (kept(.start, .anchor), kept(mark(entries[9]), .head))
        #expect(verify(entries, anchor: anchor, head: head) == nil)
        for (anchor, head) in [
            (nil, head), (anchor, nil), (head, anchor), (anchor, kept(mark(entries[9]), .anchor)),
            (anchor, KeptMark(mark: mark(entries[8]), code: head.code)),
        ] {
            #expect(try #require(verify(entries, anchor: anchor, head: head)).row == nil)
        }
        // An old head hides what came later: only one that is kept elsewhere shows that.
        #expect(verify(Array(entries[..<8]), anchor: anchor, head: kept(mark(entries[7]), .head)) == nil)
    }
}
