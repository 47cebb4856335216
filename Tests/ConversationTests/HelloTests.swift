import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// HELLO, with which Redis clients of today open.
@Suite("HELLO", .timeLimit(.minutes(5)))
struct HelloTests {
    @Test("an array gets what Redis answers: keys and values in RESP2, a map in RESP3, and other replies stay lines")
    func aggregates() throws {
        let server = try ServerProcess()
        let client = try server.connect()
        func lines(_ request: String, _ count: Int) throws -> [String] {
            try client.send(bytes: Array(request.utf8))
            return try (0..<count).map { _ in try client.receiveLine() }
        }
        let hello = "*1\r\n$5\r\nHELLO\r\n"
        let three = "*2\r\n$5\r\nhello\r\n$1\r\n3\r\n"
        let keys = ["server", "version", "proto", "id", "mode", "role", "modules"]
        for (request, head, version) in [(hello, "*14", ":2"), (three, "%7", ":3"), (hello, "%7", ":3")] {
            let reply = try lines(request, 26)
            #expect(reply.first == head)
            #expect(reply.filter(keys.contains) == keys)
            #expect(reply.contains(version) && reply.contains("vmgate") && reply.last == "*0")
        }
        #expect(try lines("*1\r\n$4\r\nPING\r\n", 1) == ["+PONG"])
        #expect(try lines("*2\r\n$8\r\nSETTINGS\r\n$4\r\n4444\r\n", 1)[0].hasPrefix("-NOMAILBOX "))
    }

    @Test("AUTH within it makes a client of the connection, and is in the audit like AUTH")
    func authenticates() throws {
        let world = try ClientWorld()
        let client = try world.server.connect()
        #expect(try client.say("HELLO 3").hasPrefix("+HELLO "))
        #expect(try client.say("WHOAMI").hasPrefix("-NOAUTH "))
        #expect(try client.say("HELLO 3 AUTH frontend wrong") == client.say("AUTH frontend wrong"))
        #expect(try client.say("WHOAMI").hasPrefix("-NOAUTH "))
        #expect(try client.say("@a HELLO 2 SETNAME pbx AUTH monitor secret").hasPrefix("+@a HELLO server=vmgate "))
        #expect(try client.say("WHOAMI") == "+WHOAMI name=monitor role=monitor")
        #expect(try client.say("HELLO 3 AUTH frontend secret").hasPrefix("+HELLO "))
        #expect(try client.say("WHOAMI") == "+WHOAMI name=frontend role=frontend")
        let audit = try world.server.connectAsAdmin().say("AUDIT COUNT 100")
        #expect(audit.split(separator: "kind=client outcome=denied reason=wrong_secret").count == 3)
        #expect(audit.split(separator: "kind=client outcome=granted reason=secret").count == 3)
    }

    @Test("a wrong secret within it counts like one of AUTH, and one behind another version is not looked at")
    func isLimited() throws {
        let world = try ClientWorld()
        let client = try world.server.connect()
        for _ in 0..<20 { #expect(try client.say("HELLO 4 AUTH frontend wrong").hasPrefix("-NOPROTO ")) }
        #expect(try client.say("HELLO 3 AUTH frontend secret").hasPrefix("+HELLO "))
        let other = try world.server.connect()
        for _ in 0..<10 { #expect(try other.say("HELLO 3 AUTH admin wrong").hasPrefix("-NOAUTH ")) }
        #expect(try other.say("AUTH admin secret").hasPrefix("-BUSY "))
        #expect(try other.say("HELLO 3 AUTH admin secret").hasPrefix("-BUSY "))
    }
}
