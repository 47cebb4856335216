import Testing

@testable import Settings

@Suite("The nearest word", .timeLimit(.minutes(5)))
struct NearestWordTests {
    static let commands = ["add", "list", "mailbox", "remove", "set", "show", "unlock", "serve", "pin"]
    static let options = ["--clock", "--config", "--context", "--json", "--language", "--require-pin", "--time-zone"]
    static let variables = ["VMGATE_HASH_MEMORY", "VMGATE_LISTEN_HOST", "VMGATE_LISTEN_PORT", "VMGATE_LOG_LEVEL"]

    @Test(
        "letters left out, put in, changed or swapped, another case, a beginning, and some of the parts",
        arguments: [
            ("mailbx", commands, "mailbox"), ("shwo", commands, "show"), ("lsit", commands, "list"),
            ("SHOW", commands, "show"), ("mailboxes", commands, "mailbox"), ("unlok", commands, "unlock"),
            ("--contex", options, "--context"), ("--lang", options, "--language"), ("--zone", options, "--time-zone"),
            ("-clock", options, "--clock"), ("--time_zone", options, "--time-zone"), ("--jsno", options, "--json"),
            ("VMGATE_PORT", variables, "VMGATE_LISTEN_PORT"), ("vmgate_log_level", variables, "VMGATE_LOG_LEVEL"),
            ("VMGATE_HASH_MEMROY", variables, "VMGATE_HASH_MEMORY"),
        ])
    func finds(written: String, words: [String], nearest: String) {
        #expect(NearestWord.nearest(to: written, among: words) == nearest)
    }

    @Test(
        "a word that is like none of them is nobody's neighbour",
        arguments: [
            ("frobnicate", commands), ("ls", commands), ("x", commands), ("", commands), ("--", options),
            ("--verbose", options), ("VMGATE_SERVICE_HOST", variables), ("VMGATE_PORT_8746_TCP_ADDR", variables),
        ])
    func findsNone(written: String, words: [String]) {
        #expect(NearestWord.nearest(to: written, among: words) == nil)
    }

    @Test("a long word costs no time that grows with its square")
    func long() {
        #expect(
            NearestWord.nearest(to: String(repeating: "mailbox", count: 100_000), among: Self.commands) == nil)
    }

    @Test(
        "the distance counts a swap as one change",
        arguments: [("show", "shwo", 1), ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("ca", "abc", 3)])
    func distance(first: String, second: String, changes: Int) {
        #expect(NearestWord.distance(from: first.utf8, to: second.utf8) == changes)
    }
}
