import Session
import Testing
import VoicemailModel
import Wire

@Suite(.timeLimit(.minutes(1)))
struct SessionStateMachineTests {
    /// Where a connection can be, and how it gets there.
    enum Place: String, CaseIterable {
        case open
        /// A VERIFY runs, a SETTINGS waits for it, and a tagged VERIFY runs beside them.
        case outstanding
        case endingWithFarewell
        case ending
        case closed

        func reach() -> SessionRunner {
            var runner = SessionRunner()
            if self == .closed { runner.send("QUIT") }
            if self != .open, self != .closed { runner.send("VERIFY a 1", "SETTINGS a", "@t VERIFY b 2") }
            if self == .endingWithFarewell { runner.send("@q QUIT") }
            if self == .ending { runner.inputEnded() }
            _ = runner.take()
            return runner
        }
    }

    enum Event: String, CaseIterable {
        case ping, tagged, rejected, quit, malformed, finishes, inputEnded, drain, idle, lost

        func happen(to runner: inout SessionRunner) {
            switch self {
            case .ping: runner.send("PING x")
            case .tagged: runner.send("@u PING x")
            case .rejected: runner.send("FROB")
            case .quit: runner.send("QUIT")
            case .malformed: runner.send("malformed")
            case .finishes:
                runner.finish("b2")
                runner.finish("a1")
            case .inputEnded: runner.inputEnded()
            case .drain: runner.drainStarted()
            case .idle: runner.idleTimerFired()
            case .lost: runner.connectionLost()
            }
        }
    }

    /// What happens at once, and what is left to do when the running requests finish afterwards.
    static let table: [Place: [Event: (now: [String], afterwards: [String])]] = {
        let answers = ["+@t OK b2", "+OK a1", "+about a"]
        let ignored: (now: [String], afterwards: [String]) = ([], [])
        let everyEventIgnored = Dictionary(uniqueKeysWithValues: Event.allCases.map { ($0, ignored) })
        var closed = everyEventIgnored
        closed[.lost] = (["lost "], [])
        func ending(_ farewell: String) -> [Event: (now: [String], afterwards: [String])] {
            var row = everyEventIgnored.mapValues { _ in (now: [String](), afterwards: answers + [farewell, "close"]) }
            if farewell.isEmpty { row = row.mapValues { _ in (now: [], afterwards: answers + ["close"]) } }
            row[.finishes] = (row[.ping]?.afterwards ?? [], [])
            row[.lost] = (["lost a1, b2"], [])
            return row
        }
        return [
            .open: [
                .ping: (["+x"], []), .tagged: (["+@u x"], []), .rejected: (["-UNKNOWN"], []),
                .quit: (["+OK", "close"], []), .malformed: (["-ERR", "close"], []), .finishes: ignored,
                .inputEnded: (["close"], []), .drain: (["close"], []), .idle: (["close"], []), .lost: (["lost "], []),
            ],
            .outstanding: [
                .ping: ([], answers + ["+x"]), .tagged: (["+@u x"], answers), .rejected: ([], answers + ["-UNKNOWN"]),
                .quit: ([], answers + ["+OK", "close"]), .malformed: ([], answers + ["-ERR", "close"]),
                .finishes: (answers, []), .inputEnded: ([], answers + ["close"]), .drain: ([], answers + ["close"]),
                .idle: ([], answers), .lost: (["lost a1, b2"], []),
            ],
            .endingWithFarewell: ending("+@q OK"),
            .ending: ending(""),
            .closed: closed,
        ]
    }()

    @Test("a request may be answered at once only where nothing comes before it", arguments: Place.allCases)
    func answersAtOnce(place: Place) {
        let session = place.reach().session
        #expect(session.mayAnswerAtOnce(isTagged: false) == (place == .open))
        #expect(
            session.mayAnswerAtOnce(isTagged: true)
                == (place == .open || place == .outstanding))
    }

    @Test("every event in every state does what the table says", arguments: Place.allCases, Event.allCases)
    func followsTheTable(place: Place, event: Event) throws {
        let expected = try #require(Self.table[place]?[event])
        var runner = place.reach()
        event.happen(to: &runner)
        #expect(runner.take() == expected.now)
        if event != .lost { Event.finishes.happen(to: &runner) }
        #expect(runner.take() == expected.afterwards)
    }

    @Test("requests are read in the open state only", arguments: Place.allCases)
    func readsWhenOpen(place: Place) {
        #expect(place.reach().session.shouldRead == (place == .open || place == .outstanding))
    }

    @Test("a session answers by itself what it knows by itself")
    func answersByItself() {
        var runner = SessionRunner(role: .admin)
        runner.send("WHOAMI", "HELP", "SELECT 0", "HELLO 3", "@t WHOAMI")
        #expect(
            runner.take() == ["+WHOAMI test admin", "+HELP", "+OK", "+HELLO 3", "+@t WHOAMI test admin"])
    }

    @Test("a pipeline limit stops reading, drops nothing, and half of it starts reading again")
    func pushesBack() {
        var runner = SessionRunner(pipelineLimit: 8)
        runner.send("VERIFY a 1")
        for number in 2...7 { runner.send("PING \(number)") }
        #expect(runner.session.shouldRead)
        runner.send("@t VERIFY b 8")
        #expect(!runner.session.shouldRead)
        // What was decoded before is taken all the same.
        runner.send("PING 9")
        #expect(runner.session.outstandingCount == 9)
        runner.finish("b8")
        #expect(!runner.session.shouldRead)
        runner.finish("a1")
        #expect(runner.session.shouldRead && runner.session.outstandingCount == 0)
        #expect(
            runner.take() == ["run a1", "run b8", "+@t OK b8", "+OK a1"] + [2, 3, 4, 5, 6, 7, 9].map { "+\($0)" })

        for number in 1...8 { runner.send("@t VERIFY m\(number) 0") }
        for number in 1...3 { runner.finish("m\(number)0") }
        #expect(!runner.session.shouldRead)
        runner.finish("m40")
        #expect(runner.session.shouldRead)
    }

    @Test("a connection that was lost ignores what finishes too late")
    func ignoresLateReplies() {
        var runner = SessionRunner()
        runner.send("VERIFY a 1", "VERIFY a 2", "VERIFY b 3", "SETTINGS a", "@t VERIFY a 4")
        _ = runner.take()
        runner.connectionLost()
        #expect(runner.take() == ["lost a1, a4, b3"])
        for name in ["a1", "b3", "a4"] { runner.finish(name) }
        #expect(runner.take() == [] && runner.session.outstandingCount == 0)
    }

    @Test("a drain answers what was taken, in order, and then closes")
    func drains() {
        var runner = SessionRunner()
        runner.send("VERIFY a 1", "VERIFY a 2", "PING x")
        runner.drainStarted()
        runner.finish("a1")
        runner.send("PING y")
        runner.finish("a2")
        #expect(runner.take() == ["run a1", "+OK a1", "run a2", "+OK a2", "+x", "close"])
    }
}
