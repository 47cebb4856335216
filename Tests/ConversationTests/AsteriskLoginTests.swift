import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// deploy/asterisk/vmgate-login.py against a real server. What Asterisk 22 says to an AGI script is said here by the test.
@Suite("The login script for Asterisk", .timeLimit(.minutes(5)))
struct AsteriskLoginTests {
    /// What the script did: the sounds that it had played, and the last value that it gave the dialplan.
    struct Call: Equatable {
        var sounds: [String] = []
        var result: String?
    }

    /// Runs the script as Asterisk does. The caller types these in turn, and then hangs up.
    static func call(_ mailbox: String, typing: [String], options: [String]) throws -> Call {
        let script = Process()
        script.executableURL = URL(filePath: "/usr/bin/python3")
        script.arguments =
            [ServerProcess.repository.appending(path: "deploy/asterisk/vmgate-login.py").path, mailbox] + options
        let (commands, replies) = (Pipe(), Pipe())
        script.standardOutput = commands
        script.standardInput = replies
        try script.run()
        replies.fileHandleForWriting.write(Data("agi_channel: PJSIP/1\nagi_callerid: +1555 1234\n\n".utf8))
        var call = Call()
        var typed = typing[...]
        var buffer = Data()
        while case let chunk = commands.fileHandleForReading.availableData, !chunk.isEmpty {
            buffer += chunk
            while let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let command = String(decoding: buffer[..<end], as: UTF8.self)
                buffer = buffer[buffer.index(after: end)...]
                let reply = answer(command, typed: &typed, call: &call)
                replies.fileHandleForWriting.write(Data("\(reply)\n".utf8))
            }
        }
        script.waitUntilExit()
        #expect(script.terminationStatus == 0)
        return call
    }

    private static func answer(_ command: String, typed: inout ArraySlice<String>, call: inout Call) -> String {
        let words = command.split(separator: " ").map { $0.trimmingCharacters(in: ["\""]) }
        switch words.prefix(2) {
        case ["SET", "VARIABLE"]:
            if words[2] == "VMGATE_RESULT" { call.result = words[3] }
            return "200 result=1"
        case ["STREAM", "FILE"]:
            call.sounds.append(words[2])
            return "200 result=0 endpos=15043"
        case ["GET", "DATA"]:
            call.sounds.append(words[2])
            return typed.popFirst().map { "200 result=\($0)" } ?? "200 result=-1\nHANGUP"
        default:
            return "511 Command Not Permitted on a dead channel or intercept routine"
        }
    }

    /// A server with the mailbox 1001, whose PIN is 846273.
    private static func server(_ arguments: [String] = []) throws -> ServerProcess {
        let server = try ServerProcess(ServerProcess.cheap + ["--lockout-max-attempts", "3"] + arguments)
        #expect(try server.connectAsAdmin().say("ADD 1001 PIN 846273") == "+ADDED mailbox=1001")
        return server
    }

    @Test(
        "it lets in whoever types the right PIN, and nobody else",
        arguments: [
            ("1001", ["846273"], "GRANTED", ["enter-pin"]),
            ("1001", ["846274", "846273"], "GRANTED", ["enter-pin", "incorrect-pin"]),
            ("1001", ["1", "846274", "846275"], "LOCKED", ["enter-pin", "incorrect-pin", "last-attempt", "locked"]),
            ("1001", [""], "HANGUP", ["enter-pin"]),
            ("1001", ["846274"], "HANGUP", ["enter-pin", "incorrect-pin"]),
            (
                "1009", ["846273", "846273", "846273"], "LOCKED",
                ["enter-pin", "incorrect-pin", "last-attempt", "locked"]
            ),
            ("+GRANTED mailbox=1", ["846273"], "ERROR", []),
            ("1001\r\n", ["846273"], "ERROR", []),
        ])
    func login(mailbox: String, typing: [String], result: String, prompts: [String]) throws {
        let server = try Self.server()
        let call = try Self.call(mailbox, typing: typing, options: ["127.0.0.1:\(server.port)"])
        #expect(call == Call(sounds: prompts.map { "en-US/\($0)" }, result: result))
        #expect(server.stop() == 0)
    }

    @Test("a mailbox that requires no PIN opens without a question")
    func pinless() throws {
        let server = try Self.server()
        #expect(try server.connectAsAdmin().say("SET 1001 enable_voicemail_pin=false").hasPrefix("+UPDATED "))
        let call = try Self.call("1001", typing: [], options: ["127.0.0.1:\(server.port)"])
        #expect(call == Call(sounds: [], result: "GRANTED"))
    }

    @Test("after a reset the caller chooses a PIN that the policy takes, and is let in once it is stored")
    func mustChange() throws {
        let server = try Self.server()
        #expect(try server.connectAsAdmin().say("RESET 1001 PIN 846273").hasPrefix("+RESET "))
        let typing = ["846273", "951753", "951754", "123456", "123456", "951753", "951753"]
        let call = try Self.call("1001", typing: typing, options: ["127.0.0.1:\(server.port)"])
        let prompts = [
            "enter-pin", "must-change-pin", "enter-new-pin", "confirm-new-pin", "pin-mismatch", "enter-new-pin",
            "confirm-new-pin", "pin-rejected-sequential", "enter-new-pin", "confirm-new-pin", "pin-changed",
        ]
        #expect(call == Call(sounds: prompts.map { "en-US/\($0)" }, result: "GRANTED"))
        #expect(try server.connect().say("VERIFY 1001 951753").hasPrefix("+GRANTED "))
        let halfway = try Self.call("1001", typing: ["951753"], options: ["127.0.0.1:\(server.port)"])
        #expect(halfway.result == "GRANTED")
    }

    @Test("a caller who hangs up instead of choosing a PIN is not let in")
    func unchanged() throws {
        let server = try Self.server()
        #expect(try server.connectAsAdmin().say("RESET 1001 PIN 846273").hasPrefix("+RESET "))
        let call = try Self.call("1001", typing: ["846273", "951753"], options: ["127.0.0.1:\(server.port)"])
        #expect(call.result == "HANGUP")
    }

    @Test("where no server answers nobody is let in")
    func noServer() throws {
        let server = try Self.server()
        let port = server.port
        #expect(server.stop() == 0)
        #expect(try Self.call("1001", typing: ["846273"], options: ["127.0.0.1:\(port)"]) == Call(result: "ERROR"))
    }

    @Test("the caller's number is named as the source, what a source may not have in it replaced")
    func source() throws {
        let server = try Self.server()
        #expect(try Self.call("1001", typing: ["1"], options: ["127.0.0.1:\(server.port)"]).result == "HANGUP")
        let rows = try server.connectAsAdmin().say("AUDIT SOURCE +1555_1234")
        #expect(rows.contains("outcome=denied") && rows.contains("source=+1555_1234"), "\(rows)")
    }

    @Test("with clients it says who it is, by the name and the secret in a file")
    func client() throws {
        let world = try ClientWorld()
        let file = world.directory.appending(path: "asterisk").path
        let options = ["127.0.0.1:\(world.server.port)", file]
        for (content, result) in [("frontend secret\n", "HANGUP"), ("frontend wrong\n", "ERROR")] {
            try content.write(toFile: file, atomically: true, encoding: .utf8)
            #expect(try Self.call("1001", typing: [], options: options).result == result)
        }
        #expect(try Self.call("1001", typing: [], options: [options[0]]) == Call(result: "ERROR"))
    }
}
