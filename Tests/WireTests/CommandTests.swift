import Testing
import VoicemailModel
import Wire

struct CommandTests {
    @Test("every command explains itself in one line, under a word of eight letters or fewer")
    func explainsItself() {
        for command in Command.allCases {
            let manual = command.manual
            #expect((1...8).contains(manual.name.count) && manual.name == manual.name.uppercased())
            #expect(manual.usage == manual.name || manual.usage.hasPrefix(manual.name + " "))
            #expect(!manual.summary.isEmpty)
            #expect(decode("HELP \(manual.name)\n") == ["help(\(manual.name))"])
        }
        #expect(Set(Command.allCases.map(\.manual.name)).count == Command.allCases.count)
    }

    @Test("only the commands that change mailboxes, and the audit, are for admins")
    func knowsRoles() {
        let forAdmins = Command.allCases.filter { $0.role == .admin }.map(\.manual.name)
        #expect(forAdmins == ["ADD", "SET", "REMOVE", "RESET", "UNLOCK", "LIST", "AUDIT", "KEY"])
    }
}
