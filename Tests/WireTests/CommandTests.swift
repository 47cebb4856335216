import Testing
import VoicemailModel
import Wire

@Suite(.timeLimit(.minutes(1)))
struct CommandTests {
    @Test("every command explains itself in one line, under a word of eight letters or fewer")
    func explainsItself() {
        for command in Command.allCases {
            let manual = command.manual
            #expect(manual.name.wholeMatch(of: /[A-Z]{1,8}/) != nil)
            #expect(!manual.summary.isEmpty && !(manual.usage + manual.summary).contains("\n"))
            #expect(decode("HELP \(manual.name)\n") == ["help(\(manual.name))"])
        }
        #expect(Set(Command.allCases.map(\.manual.name)).count == Command.allCases.count)
    }

    @Test("only the commands that change mailboxes, and the audit, are for admins")
    func knowsRoles() {
        let forAdmins = Command.allCases.filter { $0.role == .admin }.map(\.manual.name)
        #expect(forAdmins == ["ADD", "SET", "REMOVE", "RESET", "UNLOCK", "SHOW", "LIST", "AUDIT", "KEY"])
    }
}
