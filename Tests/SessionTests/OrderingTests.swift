import Session
import Testing
import VoicemailModel
import VoicemailTestKit

@Suite(.timeLimit(.minutes(1)))
struct OrderingTests {
    @Test("untagged requests are answered in order, and start when all before them are answered")
    func keepsOrder() {
        var runner = SessionRunner(role: .admin)
        runner.send("ADD x", "SETTINGS x", "VERIFY x 1", "PING a", "FROB", "WHOAMI", "ADD y", "PING b")
        #expect(runner.take() == ["run add x"])
        runner.finish("add x")
        #expect(runner.take() == ["+OK add x", "+about x", "run x1"])
        runner.finish("x1")
        #expect(runner.take() == ["+OK x1", "+a", "-UNKNOWN", "+WHOAMI test admin", "run add y"])
        runner.finish("add y")
        #expect(runner.take() == ["+OK add y", "+b"])
    }

    @Test("tagged requests start at once and are answered as soon as they are ready")
    func letsTaggedOvertake() {
        var runner = SessionRunner()
        runner.send("VERIFY a 1", "PING late", "@t VERIFY a 2", "@u PING early", "@v FROB", "@w WHOAMI")
        #expect(runner.take() == ["run a1", "run a2", "+@u early", "-@v UNKNOWN", "+@w WHOAMI test frontend"])
        runner.finish("a2")
        #expect(runner.take() == ["+@t OK a2"])
        runner.finish("a1")
        #expect(runner.take() == ["+OK a1", "+late"])
    }

    @Test("VERIFYs of different mailboxes run side by side, and their replies keep their order")
    func overlapsMailboxes() {
        var runner = SessionRunner()
        runner.send("VERIFY a 1", "VERIFY b 2", "VERIFY c 3")
        #expect(runner.take() == ["run a1", "run b2", "run c3"])
        runner.finish("c3")
        runner.finish("a1")
        #expect(runner.take() == ["+OK a1"])
        runner.finish("b2")
        #expect(runner.take() == ["+OK b2", "+OK c3"])
    }

    @Test("VERIFYs of one mailbox run one after the other, and hold up no other mailbox")
    func separatesAttempts() {
        var runner = SessionRunner()
        runner.send("VERIFY a 1", "VERIFY a 2", "VERIFY b 3", "VERIFY a 4", "VERIFY b 5")
        #expect(runner.take() == ["run a1", "run b3"])
        runner.finish("b3")
        #expect(runner.take() == ["run b5"])
        runner.finish("a1")
        #expect(runner.take() == ["+OK a1", "run a2"])
        runner.finish("a2")
        #expect(runner.take() == ["+OK a2", "+OK b3", "run a4"])
        runner.finish("b5")
        runner.finish("a4")
        #expect(runner.take() == ["+OK a4", "+OK b5"])
    }

    @Test("a finished VERIFY whose reply waits lets the next one of its mailbox start")
    func startsBehindFinished() {
        var runner = SessionRunner()
        runner.send("VERIFY a 1", "VERIFY b 2")
        runner.finish("b2")
        runner.send("VERIFY b 3")
        #expect(runner.take() == ["run a1", "run b2", "run b3"])
    }

    @Test(
        "what adds, changes or checks a PIN runs beside what is about other mailboxes, and after what is about the same one"
    )
    func overlapsChanges() {
        var runner = SessionRunner(role: .admin)
        runner.send("ADD a", "ADD b", "VERIFY a 1", "CHANGE c 2 3", "ADD b", "VERIFY d 4")
        #expect(runner.take() == ["run add a", "run add b", "run change c2", "run d4"])
        runner.finish("add b")
        #expect(runner.take() == ["run add b"])
        runner.finish("add a")
        #expect(runner.take() == ["+OK add a", "+OK add b", "run a1"])
    }

    @Test("whatever is not about one mailbox waits for all before it, and all behind waits for it")
    func separatesOthers() {
        var runner = SessionRunner(role: .admin)
        runner.send("VERIFY a 1", "VERIFY b 2", "ACCESS a", "VERIFY c 3", "KEY", "VERIFY e 5")
        #expect(runner.take() == ["run a1", "run b2"])
        runner.finish("a1")
        #expect(runner.take() == ["+OK a1"])
        runner.finish("b2")
        #expect(runner.take() == ["+OK b2", "+about a", "run c3"])
        runner.finish("c3")
        #expect(runner.take() == ["+OK c3", "run KEY"])
        runner.finish("KEY")
        #expect(runner.take() == ["+OK KEY", "run e5"])
    }

    @Test("an error between VERIFYs keeps its place and holds up nothing")
    func keepsErrorsInPlace() {
        var runner = SessionRunner()
        runner.send("VERIFY a 1", "FROB", "VERIFY b 2")
        #expect(runner.take() == ["run a1", "run b2"])
        runner.finish("b2")
        runner.finish("a1")
        #expect(runner.take() == ["+OK a1", "-UNKNOWN", "+OK b2"])
    }

    @Test("a hundred thousand requests that waited are answered in one go, in order, without recursion")
    func worksOffLongChains() {
        var runner = SessionRunner(pipelineLimit: 1_000_000)
        runner.send("VERIFY a 1")
        for number in 0..<100_000 { runner.send("PING \(number)") }
        runner.finish("a1")
        #expect(runner.take() == ["run a1", "+OK a1"] + (0..<100_000).map { "+\($0)" })
    }

    @Test(
        "any mix of requests finishing in any order is answered once each, in order",
        arguments: 0..<100 as Range<UInt64>)
    func survivesAnyOrder(seed: UInt64) {
        var generator = Seeded(state: seed)
        var runner = SessionRunner(role: .admin)
        var running: Set<String> = []
        var busyMailboxes: [Character: String] = [:]
        var expected: [String] = []
        var replies: [String] = []

        func note(_ log: [String]) {
            for entry in log {
                if entry.hasPrefix("run ") {
                    let name = String(entry.dropFirst(4))
                    running.insert(name)
                    if name == "KEY" {
                        #expect(running.count == 1, "a request that is not about one mailbox runs alone")
                    } else if let mailbox = name.first, !name.hasPrefix("add ") {
                        #expect(busyMailboxes.updateValue(name, forKey: mailbox) == nil, "two attempts at once")
                    }
                    #expect(name == "KEY" || !running.contains("KEY"), "nothing runs beside it")
                } else {
                    replies.append(entry)
                }
            }
        }
        func finishOne() {
            guard let name = running.sorted().randomElement(using: &generator) else { return }
            running.remove(name)
            if let mailbox = name.first, !name.hasPrefix("add ") { busyMailboxes[mailbox] = nil }
            runner.finish(name)
            note(runner.take())
        }
        for number in 0..<200 {
            switch Int.random(in: 0..<8, using: &generator) {
            case 0:
                expected.append("+\(number)")
                runner.send("PING \(number)")
            case 1:
                expected.append("+OK add \(number)")
                runner.send("ADD \(number)")
            case 2: finishOne()
            case 3:
                // One at a time, as its name tells it from no other.
                guard !expected.contains("+OK KEY") else { continue }
                expected.append("+OK KEY")
                runner.send("KEY")
            default:
                let mailbox = ["a", "b", "c", "d"].randomElement(using: &generator) ?? "a"
                expected.append("+OK \(mailbox)\(number)")
                runner.send("VERIFY \(mailbox) \(number)")
            }
            note(runner.take())
        }
        while !running.isEmpty { finishOne() }
        #expect(replies == expected)
        #expect(runner.session.outstandingCount == 0)
    }
}
