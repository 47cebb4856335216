import Access
import Session
import Testing
import VoicemailModel
import Wire

/// What a connection may ask before and after it has said who it is.
@Suite("Authentication", .timeLimit(.minutes(1)))
struct AuthenticationTests {
    private static let pbx = ConnectionIdentity(name: "pbx", role: .frontend)

    @Test("before AUTH only what needs no name is answered")
    func beforehand() {
        var runner = SessionRunner(nil)
        runner.send("PING", "HELP", "SELECT 0", "HELLO 3", "WHOAMI", "ACCESS a", "VERIFY a 1", "ADD a", "LIST", "FROB")
        #expect(
            runner.take() == [
                "+PONG", "+HELP", "+OK", "+HELLO 3", "-NOAUTH", "-NOAUTH", "-NOAUTH", "-NOAUTH", "-NOAUTH", "-UNKNOWN",
            ])
        runner.send("QUIT")
        #expect(runner.take() == ["+OK", "close"])
    }

    @Test("what is pipelined behind AUTH is judged by what comes of it")
    func pipelined() {
        for identity in [Self.pbx, nil] {
            var runner = SessionRunner(nil)
            runner.send("AUTH pbx s", "WHOAMI", "VERIFY a 1", "VERIFY b 1", "ADD a", "PING x")
            #expect(runner.take() == ["run AUTH"])
            runner.finishAuthentication(as: identity)
            if identity == nil {
                #expect(runner.take() == ["-NOAUTH", "-NOAUTH", "-NOAUTH", "-NOAUTH", "-NOAUTH", "+x"])
            } else {
                #expect(runner.take() == ["+OK", "+WHOAMI pbx frontend", "run a1", "run b1"])
                runner.finish("a1")
                runner.finish("b1")
                #expect(runner.take() == ["+OK a1", "+OK b1", "-NOPERM", "+x"])
            }
        }
    }

    @Test("a value that is not valid is told to those who may ask at all, as they are when its turn comes")
    func invalidValues() {
        let admin = ConnectionIdentity(name: "boss", role: .admin)
        for (identity, replies) in [
            (nil, ["-NOAUTH", "-NOAUTH"]), (Self.pbx, ["-NOPERM", "-BADVALUE"]), (admin, ["-BADVALUE", "-BADVALUE"]),
        ] as [(ConnectionIdentity?, [String])] {
            var runner = SessionRunner(identity)
            runner.send("SET a", "PROMPT x")
            #expect(runner.take() == replies)
            runner.send("@t SET a")
            #expect(runner.take() == [replies[0].replacing("-", with: "-@t ")])
            var behind = SessionRunner(nil)
            behind.send("AUTH x s", "SET a", "PROMPT x")
            #expect(behind.take() == ["run AUTH"])
            behind.finishAuthentication(as: identity)
            #expect(behind.take() == [identity == nil ? "-NOAUTH" : "+OK"] + replies)
        }
    }

    @Test("who may not use a command is told that, whatever is wrong with its arguments", arguments: Command.allCases)
    func invalidArguments(command: Command) {
        let errors: [(ReplyError, String)] = [
            (.badValue(field: "mailbox", "no mailbox"), "-BADVALUE"), (.syntax(usage: command.manual.usage), "-SYNTAX"),
        ]
        let strangers: [Command] = [.ping, .quit, .help, .authenticate, .select, .client, .hello]
        for (error, code) in errors {
            for role in [nil] + Role.allCases.map(Optional.some) {
                var runner = SessionRunner(role.map { ConnectionIdentity(name: "test", role: $0) })
                runner.receive(.rejected(tag: nil, error, of: command))
                let expected =
                    if let role {
                        role.includes(command.role) ? code : "-NOPERM"
                    } else {
                        strangers.contains(command) ? code : "-NOAUTH"
                    }
                #expect(runner.take() == [expected], "\(command), \(role?.rawValue ?? "nobody")")
                runner.send("PING")
                #expect(runner.take() == ["+PONG"], "the connection stays open")
            }
        }
    }

    @Test("AUTH waits for what was asked before it, under the name of before")
    func behindOthers() {
        var runner = SessionRunner(role: .frontend)
        runner.send("VERIFY a 1", "AUTH boss s", "ADD a", "@t ADD a")
        #expect(runner.take() == ["run a1", "-@t NOPERM"])
        runner.finish("a1")
        #expect(runner.take() == ["+OK a1", "run AUTH"])
        runner.finishAuthentication(as: ConnectionIdentity(name: "boss", role: .admin))
        #expect(runner.take() == ["+OK", "run add a"])
    }

    @Test("one AUTH is checked at a time; two in a row take turns, and the last that is right counts")
    func oneAtATime() {
        var runner = SessionRunner(nil)
        runner.send("AUTH pbx s", "@t AUTH pbx s", "AUTH pbx s", "WHOAMI")
        #expect(runner.take() == ["run AUTH", "-@t NOAUTH"])
        runner.finishAuthentication(as: Self.pbx)
        #expect(runner.take() == ["+OK", "run AUTH"])
        runner.finishAuthentication(as: nil)
        #expect(runner.take() == ["-NOAUTH", "+WHOAMI pbx frontend"])
    }

    @Test("a tagged AUTH counts from its reply on")
    func tagged() {
        var runner = SessionRunner(nil)
        runner.send("@t AUTH pbx s", "WHOAMI")
        #expect(runner.take() == ["run AUTH", "-NOAUTH"])
        runner.finishAuthentication(as: Self.pbx)
        runner.send("WHOAMI")
        #expect(runner.take() == ["+@t OK", "+WHOAMI pbx frontend"])
    }

    @Test("an AUTH that ends with its connection changes nothing")
    func lost() {
        var runner = SessionRunner(nil)
        runner.send("AUTH pbx s", "WHOAMI")
        runner.connectionLost()
        runner.finishAuthentication(as: Self.pbx)
        #expect(runner.take() == ["run AUTH", "lost AUTH"])
        #expect(runner.session.identity == nil)
    }

    @Test("HELLO says the version that it sets, and without one the version that is set")
    func hello() {
        var runner = SessionRunner(nil)
        runner.send("HELLO", "HELLO 3", "HELLO", "HELLO 2", "@t HELLO")
        #expect(runner.take() == ["+HELLO 2", "+HELLO 3", "+HELLO 3", "+HELLO 2", "+@t HELLO 2"])
    }

    @Test("HELLO with AUTH in it goes the way of AUTH, and is answered like HELLO when that is right")
    func helloWithAuthentication() {
        for identity in [Self.pbx, nil] {
            var runner = SessionRunner(nil)
            runner.send("HELLO 3 AUTH pbx s", "WHOAMI", "HELLO", "@t HELLO 3 AUTH pbx s")
            #expect(runner.take() == ["run HELLO", "-@t NOAUTH"])
            runner.finishAuthentication(as: identity)
            #expect(
                runner.take()
                    == (identity == nil
                        ? ["-NOAUTH", "-NOAUTH", "+HELLO 2"] : ["+HELLO 3", "+WHOAMI pbx frontend", "+HELLO 3"]))
            #expect(runner.session.identity == identity)
        }
    }

    @Test("an AUTH behind a HELLO that failed is answered like AUTH")
    func afterHello() {
        var runner = SessionRunner(nil)
        runner.send("HELLO 3 AUTH pbx s", "AUTH pbx s")
        runner.finishAuthentication(as: nil)
        runner.finishAuthentication(as: Self.pbx)
        #expect(runner.take() == ["run HELLO", "-NOAUTH", "run AUTH", "+OK"])
    }

    @Test("INFO REPLICATION tells nothing of mailboxes, so that a client of some contexts may ask it")
    func replication() {
        var runner = SessionRunner(ConnectionIdentity(name: "acme", role: .frontend, contexts: ["acme"]))
        runner.send("INFO REPLICATION", "INFO")
        #expect(runner.take() == ["+INFO replication=role:master", "-NOPERM"])
        var stranger = SessionRunner(nil)
        stranger.send("INFO REPLICATION")
        #expect(stranger.take() == ["-NOAUTH"])
    }

    @Test("nothing is answered at once before it is known who asks")
    func notAtOnce() {
        #expect(SessionRunner(nil).session.mayAnswerAtOnce(isTagged: false) == false)
        #expect(SessionRunner(Self.pbx).session.mayAnswerAtOnce(isTagged: false))
    }
}
