import Foundation
import ScriptedServer
import Testing

@testable import vmgate

/// Several mailboxes in one command: the server refuses what is about 1002.
@Suite("Commands about several mailboxes", .timeLimit(.minutes(5)))
struct SubjectRunTests {
    private func run(
        _ arguments: [String], redirection: String? = nil, _ reply: @escaping @Sendable ([String]) -> String?
    ) throws -> (CommandRun, requests: [[String]]) {
        let server = try ScriptedServer { reply($0).map { "\($0)\r\n" } }
        defer { server.stop() }
        let result = try CommandRun(arguments + ["--admin-socket", server.path], redirection: redirection)
        return (result, server.received)
    }

    struct Case: CustomTestStringConvertible {
        var command: [String]
        var words: [String]
        var option: [String] = []
        var rest: [String] = []
        var done: String
        var result: String
        var sentence: String

        var testDescription: String { command.joined(separator: " ") }
    }

    static let cases = [
        Case(
            command: ["mailbox", "set"], words: ["SET"], option: ["--notify"], rest: ["enable_voicemail_notify=true"],
            done: "UPDATED", result: "updated", sentence: "Updated mailbox #."),
        Case(
            command: ["mailbox", "remove"], words: ["REMOVE"], done: "REMOVED", result: "removed",
            sentence: "Removed mailbox #."),
        Case(
            command: ["unlock"], words: ["UNLOCK"], done: "UNLOCKED", result: "unlocked",
            sentence: "Unlocked mailbox #."),
        Case(
            command: ["pin", "reset"], words: ["RESET"], rest: ["GENERATE"], done: "RESET", result: "reset",
            sentence: "Mailbox # is unlocked and has a new PIN, which its caller must change."),
    ]

    @Test("one that fails does not stop the rest: it ends with 1, and says which failed", arguments: cases)
    func several(expected: Case) throws {
        let reply: @Sendable ([String]) -> String? = { request in
            request[1] == "1002" ? "-NOMAILBOX mailbox=1002 no" : "+\(expected.done) mailbox=\(request[1])"
        }
        let arguments = expected.command + ["1001", "1002", "1003@acme"] + expected.option
        let (result, requests) = try run(arguments, reply)
        #expect(requests == ["1001", "1002", "1003@acme"].map { expected.words + [$0] + expected.rest })
        #expect(
            result.output
                == ["1001", "1003@acme"].map { expected.sentence.replacing("#", with: $0) + "\n" }.joined())
        #expect(
            result.errors
                == "vmgate: there is no mailbox 1002: `vmgate mailbox list` lists all mailboxes.\n"
                + "vmgate: 1 of 3 failed: 1002.\n")
        #expect(result.status == 1)

        let (json, _) = try run(arguments + ["--json"], reply)
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
        #expect(document.map { $0["mailbox"] as? String } == ["1001", "1002", "1003@acme"])
        #expect(document.map { $0["result"] as? String } == [expected.result, "failed", expected.result])
        let error = try #require(document[1]["error"] as? [String: String])
        #expect(error["code"] == "NOMAILBOX")
        #expect(error["message"] == "there is no mailbox 1002: `vmgate mailbox list` lists all mailboxes.")
        #expect(json.errors == #"{"error":{"code":"FAILED","message":"1 of 3 failed: 1002."}}"# + "\n")
        #expect(json.status == 1)
    }

    @Test("with all done it ends with 0 and an empty standard error, as text and as one array")
    func allDone() throws {
        let reply: @Sendable ([String]) -> String? = {
            "+UNLOCKED " + ($0.count > 2 ? "source=\($0[2])" : "mailbox=\($0[1])")
        }
        let arguments = ["unlock", "1001", "--source", "+1", "--source", "+2"]
        let (result, requests) = try run(arguments, reply)
        #expect(requests == [["UNLOCK", "1001"], ["UNLOCK", "SOURCE", "+1"], ["UNLOCK", "SOURCE", "+2"]])
        #expect(result.output == "Unlocked mailbox 1001.\nUnlocked source +1.\nUnlocked source +2.\n")
        #expect(result.errors == "" && result.status == 0)
        #expect(
            try run(arguments + ["--json"], reply).0.output
                == #"[{"result":"unlocked","mailbox":"1001"},"# + "\n" + #"{"result":"unlocked","source":"+1"},"# + "\n"
                + #"{"result":"unlocked","source":"+2"}]"# + "\n")
    }

    @Test("a server that goes away ends it, with what was done and what was not")
    func serverGone() throws {
        let (result, requests) = try run(["unlock", "1", "2", "3", "4", "5"]) { request in
            switch request[1] {
            case "2": "-NOMAILBOX mailbox=2 no"
            case "3": nil
            default: "+UNLOCKED mailbox=\(request[1])"
            }
        }
        #expect(requests.count == 3)
        #expect(result.output == "Unlocked mailbox 1.\n")
        let last = try #require(result.errors.split(separator: "\n").last)
        #expect(last.hasPrefix("vmgate: mailbox 3 may have been done or not: the server at "), "\(last)")
        #expect(last.hasSuffix(" Not done: 4, 5. Failed: 2."), "\(last)")
        #expect(result.status == 1)
    }

    @Test("PINs that cannot be printed end it before the next mailbox gets one")
    func nobodyReads() throws {
        let (result, requests) = try run(["pin", "reset", "1001", "1002", "1003"], redirection: ">&-") {
            "+RESET mailbox=\($0[1]) pin=846273 must_change=true"
        }
        #expect(requests == [["RESET", "1001", "GENERATE"]])
        #expect(
            result.errors
                == "vmgate: standard output cannot be written, but mailbox 1001 has a new PIN that nobody has seen: run"
                + " `vmgate pin reset 1001` again. Not done: 1002, 1003.\n")
        #expect(result.status == 1)
    }

    @Test(
        "a language without a catalog is a warning, and the command succeeds",
        arguments: [
            ("tlh", "default", "en-US", "the server's default"), ("gsw", "near", "de-DE", "which is close to it"),
            ("kk", "far", "ru-RU", "the closest that there is"), ("fr", "parent", "fr-CA", nil), ("", "", "", nil),
        ])
    func language(tag: String, match: String, heard: String, words: String?) throws {
        for command in [["mailbox", "add", "1001", "--no-pin"], ["mailbox", "set", "1001", "1002"]] {
            let (result, requests) = try run(command + ["--language", tag]) { request in
                switch request[0] {
                case "PROMPT": "+PROMPT id=enter-pin requested=\(tag) language=\(heard) match=\(match) file=f text=\"\""
                case "ADD": "+ADDED mailbox=1001"
                default: "+UPDATED mailbox=1001"
                }
            }
            #expect(result.status == 0)
            #expect(
                result.errors
                    == (words.map { words in
                        "vmgate: warning: there is no catalog for \(tag): callers hear \(heard), \(words). `vmgate prompts list`"
                            + " shows the languages there are.\n"
                    } ?? ""))
            #expect(requests.last == (tag.isEmpty ? requests.last : ["PROMPT", "enter-pin", "IN", tag]))
            #expect(requests.count { $0[0] == "PROMPT" } == (tag.isEmpty ? 0 : 1))
        }
    }
}
