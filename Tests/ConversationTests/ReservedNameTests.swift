import Foundation
import LineClient
import Testing
import VoicemailTestKit

/// Mailboxes that were added when they could still be called by words of replies.
@Suite("Reserved names", .timeLimit(.minutes(5)))
struct ReservedNameTests {
    @Test("stop neither the start nor a page, are named in the log, cannot be logged in to, and can be removed")
    func old() throws {
        let server = try ServerProcess()
        var admin = try server.connectAsAdmin()
        for mailbox in ["1001", "1002", "1003", "2001@acme"] {
            #expect(try admin.say("ADD \(mailbox) PIN 846273").hasPrefix("+ADDED"))
        }
        #expect(server.stop() == 0)
        try server.sql(
            """
            UPDATE mailbox SET number = 'GRANTED' WHERE number = '1002';
            UPDATE mailbox SET context = 'granted' WHERE number = '2001';
            """)
        try server.start()
        admin = try server.connectAsAdmin()
        #expect(try admin.say("LIST") == "+LIST mailboxes=1001,1003,2001@granted,GRANTED")
        #expect(try admin.say("LIST AFTER 2001@granted COUNT 1") == "+LIST mailboxes=GRANTED")
        #expect(try admin.say("LIST COUNT 3") == "+LIST next=2001@granted mailboxes=1001,1003,2001@granted")

        let client = try server.connect()
        for mailbox in ["GRANTED", "granted", "2001@granted"] {
            for request in ["VERIFY \(mailbox) 846273", "ACCESS \(mailbox)", "SETTINGS \(mailbox)"] {
                let reply = try client.say(request)
                #expect(reply.hasPrefix("-BADVALUE field=mailbox ") && !reply.contains("mailbox=\(mailbox)"))
            }
        }
        #expect(try client.say("VERIFY 1003 846273").hasPrefix("+GRANTED"))
        #expect(try admin.say("AUDIT MAILBOX GRANTED").hasPrefix("+AUDIT "))
        #expect(try admin.say("REMOVE GRANTED") == "+REMOVED mailbox=GRANTED")
        #expect(try admin.say("REMOVE 2001@granted") == "+REMOVED mailbox=2001@granted")
        #expect(try admin.say("LIST") == "+LIST mailboxes=1001,1003")
        #expect(server.stop() == 0)
        let log = try String(contentsOfFile: server.logFile, encoding: .utf8)
        #expect(log.contains("mailboxes have names that are words of replies"))
        #expect(log.contains("2001@granted,GRANTED"))
    }
}
