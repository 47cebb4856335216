import Access
import Testing
import VoicemailModel

@Suite("AUTH is limited", .timeLimit(.minutes(1)))
struct AuthenticationLimiterTests {
    private static let here = AuthenticationOrigin.network([192, 0, 2, 1])
    private static let elsewhere = AuthenticationOrigin.network([198, 51, 100, 1])

    /// A limiter with its clock.
    private final class World {
        var limiter = AuthenticationLimiter()
        var now = UnixTime(seconds: 1_000_000)
        private var lastID: UInt64 = 0

        func arrive(from origin: AuthenticationOrigin, _ name: String) -> UInt64 {
            lastID += 1
            let isTaken = limiter.arrive(lastID, from: origin, name: name)
            #expect(isTaken)
            return lastID
        }

        func act() -> [AuthenticationLimiter.Action] {
            var actions: [AuthenticationLimiter.Action] = []
            while let action = limiter.nextAction(now: now) { actions.append(action) }
            return actions
        }

        /// One attempt to its end; false when it was refused.
        func attempt(
            from origin: AuthenticationOrigin, _ name: String, _ outcome: AuthenticationLimiter.Outcome
        ) -> Bool {
            let id = arrive(from: origin, name)
            guard act() == [.admit(id)] else { return false }
            limiter.finish(id, outcome, now: now)
            return true
        }
    }

    @Test("a flood of wrong secrets from one address stops there, and the right client elsewhere gets in")
    func flood() {
        let world = World()
        let admitted = (0..<1000).count { _ in world.attempt(from: Self.here, "pbx", .failed) }
        #expect(admitted == 10)
        #expect(world.attempt(from: Self.elsewhere, "pbx", .succeeded))
        #expect(world.attempt(from: Self.elsewhere, "pbx", .succeeded))
    }

    @Test("guesses from many addresses stop at the name, and who has not failed at it gets in")
    func manyAddresses() {
        let world = World()
        var admitted = 0
        for round in 0..<5 {
            for host in 0..<200 {
                let origin = AuthenticationOrigin.network([10, 0, 0, UInt8(host)])
                if world.attempt(from: origin, "pbx", .failed) { admitted += 1 }
                #expect(round > 0 || admitted == host + 1)
            }
        }
        // Each address has its first try; the second ones run into the name's limit.
        #expect(admitted == 200)
        #expect(world.attempt(from: Self.elsewhere, "pbx", .succeeded))
    }

    @Test("a client that has been right is not refused for what else comes from its address")
    func neighbours() {
        let world = World()
        #expect(!world.limiter.hasProven(Self.here, name: "pbx"))
        #expect(world.attempt(from: Self.here, "pbx", .succeeded))
        #expect(world.limiter.hasProven(Self.here, name: "pbx"))
        #expect(!world.limiter.hasProven(Self.here, name: "new"))
        for index in 0..<200 { _ = world.attempt(from: Self.here, "other-\(index)", .failed) }
        #expect(!world.attempt(from: Self.here, "new", .succeeded))
        #expect(world.attempt(from: Self.here, "pbx", .succeeded))
    }

    @Test("failures are forgotten one by one, and a refusal says when it is worth coming back")
    func forgetting() {
        let world = World()
        for _ in 0..<10 { #expect(world.attempt(from: Self.here, "pbx", .failed)) }
        let id = world.arrive(from: Self.here, "pbx")
        guard case .refuse(id, let wait)? = world.limiter.nextAction(now: world.now) else {
            Issue.record("not refused")
            return
        }
        world.now = world.now.adding(milliseconds: wait - 1)
        #expect(!world.attempt(from: Self.here, "pbx", .failed))
        world.now = world.now.adding(milliseconds: 1)
        #expect(world.attempt(from: Self.here, "pbx", .failed))
        #expect(!world.attempt(from: Self.here, "pbx", .failed))
    }

    @Test("after an hour of failures from everywhere who has mistyped once waits for seconds, and others do not wait")
    func ceiling() {
        let world = World()
        for second in 0..<3600 {
            for host in 0..<10 {
                let origin = AuthenticationOrigin.network([10, 0, UInt8(second % 250), UInt8(host)])
                #expect(world.attempt(from: origin, "pbx", .failed))
            }
            world.now = world.now.adding(seconds: 1)
        }
        #expect(world.attempt(from: Self.elsewhere, "pbx", .succeeded))
        #expect(world.attempt(from: Self.here, "pbx", .failed))
        let id = world.arrive(from: Self.here, "pbx")
        guard case .refuse(id, let wait)? = world.limiter.nextAction(now: world.now) else {
            Issue.record("the name has no limit")
            return
        }
        #expect(wait <= Limits.failuresOfName.milliseconds)
        world.now = world.now.adding(milliseconds: wait)
        #expect(world.attempt(from: Self.here, "pbx", .succeeded))
    }

    @Test(
        "an hour of failures of clients that were right before keeps nobody else at their address out for longer than one"
    )
    func ceilingOfAddress() {
        let world = World()
        let names = (0..<60).map { "client-\($0)" }
        for name in names {
            while !world.attempt(from: Self.here, name, .succeeded) { world.now = world.now.adding(seconds: 1) }
        }
        for _ in 0..<600 {
            for name in names { _ = world.attempt(from: Self.here, name, .failed) }
            world.now = world.now.adding(seconds: 6)
        }
        for name in names { _ = world.attempt(from: Self.here, name, .failed) }
        world.now = world.now.adding(milliseconds: Limits.failuresFromAddress.milliseconds)
        #expect(world.attempt(from: Self.here, "new", .succeeded))
    }

    @Test("many at once get no further than one by one, and those with the right secret all get in")
    func atOnce() {
        for outcome in [AuthenticationLimiter.Outcome.failed, .succeeded] {
            let world = World()
            let ids = (0..<64).map { _ in world.arrive(from: Self.here, "pbx") }
            var waiting = Set(ids)
            var checked = 0
            while !waiting.isEmpty {
                let actions = world.act()
                #expect(!actions.isEmpty)
                for case .admit(let id) in actions {
                    checked += 1
                    world.limiter.finish(id, outcome, now: world.now)
                    waiting.remove(id)
                }
                for case .refuse(let id, _) in actions { waiting.remove(id) }
            }
            #expect(checked == (outcome == .failed ? 10 : 64))
        }
    }

    @Test("what is withdrawn or finds nothing out counts for nothing")
    func released() {
        let world = World()
        for _ in 0..<100 { #expect(world.attempt(from: Self.here, "pbx", .released)) }
        let ids = (0..<11).map { _ in world.arrive(from: Self.here, "pbx") }
        _ = world.act()
        let withdrawn = [ids[10], ids[10], ids[0]].map { world.limiter.withdrawWaiting($0) }
        #expect(withdrawn == [true, false, false])
    }

    @Test("no more wait than fit")
    func bounded() {
        var limiter = AuthenticationLimiter()
        for id in 0..<UInt64(Limits.waitingAuthentications) {
            let isTaken = limiter.arrive(id, from: Self.here, name: "pbx")
            #expect(isTaken)
        }
        let isTaken = limiter.arrive(9_999_999, from: Self.here, name: "pbx")
        #expect(!isTaken)
    }

    @Test("the addresses of one IPv6 network count as one, those of IPv4 each")
    func origins() {
        func origin(_ text: String) -> AuthenticationOrigin {
            AuthenticationOrigin(.tcp(IPAddress(text), certificateNames: []))
        }
        #expect(origin("2001:db8:1:2::1") == origin("2001:db8:1:2:ffff::9"))
        #expect(origin("2001:db8:1:2::1") != origin("2001:db8:1:3::1"))
        #expect(origin("192.0.2.1") != origin("192.0.2.2"))
        #expect(origin("::ffff:192.0.2.1") == origin("192.0.2.1"))
        #expect(AuthenticationOrigin(.unix(userID: 5)) != AuthenticationOrigin(.unix(userID: 6)))
    }
}
