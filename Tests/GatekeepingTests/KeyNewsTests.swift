import Testing
import VoicemailModel

@testable import Gatekeeping

@Suite("What the audit has not been told of the keys", .timeLimit(.minutes(5)))
struct KeyNewsTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// The active one first.
        var keys: [String]
        var audited: Set<String>
        var news: [String]
    }

    @Test(
        "each key that came or went has one row",
        arguments: [
            Case(testDescription: "the first start", keys: ["b"], audited: [], news: ["key_made b"]),
            Case(testDescription: "a later one", keys: ["b"], audited: ["b"], news: []),
            Case(
                testDescription: "killed when the file of a rotation was written", keys: ["c", "b"], audited: ["b"],
                news: ["key_rotated c"]),
            Case(
                testDescription: "killed when an old key was taken from the file", keys: ["c"], audited: ["b", "c"],
                news: ["key_dropped b"]),
            Case(
                testDescription: "killed twice", keys: ["d", "c"], audited: ["b", "c"],
                news: ["key_rotated d", "key_dropped b"]),
            Case(
                testDescription: "a file that another server has rotated", keys: ["c", "b"], audited: [],
                news: ["key_made b", "key_made c"]),
            Case(
                testDescription: "another file", keys: ["c"], audited: ["b"], news: ["key_made c", "key_dropped b"]),
        ])
    func news(_ sample: Case) {
        let news = KeyNews(keys: sample.keys, audited: sample.audited)
        #expect(news.items.map { "\($0.kind.rawValue) \($0.key)" } == sample.news)
    }
}
