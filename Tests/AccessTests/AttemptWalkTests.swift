import Access
import Testing
import VoicemailModel

@Suite("Attempt machine: whole attempts", .timeLimit(.minutes(1)))
struct AttemptWalkTests {
    private let now = UnixTime(seconds: 1_795_443_420)
    private let change = PINReplacement(violation: nil, repeatsOldPIN: false)

    private func mailbox(_ pin: PINRecord?) -> Mailbox { Mailbox(settings: MailboxSettings(), pin: pin) }

    private func pin(
        _ hash: String = "old", setAt: UnixTime = UnixTime(milliseconds: 0), _ origin: PINRecord.Origin = .assigned,
        version: Int64 = 1, earlier: [String] = []
    ) -> PINRecord {
        PINRecord(
            encodedHash: hash, mustChange: false, setAt: setAt, origin: origin, version: version, earlierHashes: earlier
        )
    }

    /// A machine that is about to be hashed, and what is hashed first.
    private func begun(
        _ replacement: PINReplacement?, against mailbox: Mailbox?, by rules: AccessRules = AccessRules()
    ) -> (AttemptMachine, AttemptMachine.Action) {
        var machine = AttemptMachine(replacement, by: rules)
        expect(machine.turnCame(hasPlace: true), is: .reserve)
        let action = machine.reserved(.reserved(mailbox), now: now)
        return (machine, action)
    }

    @Test("a VERIFY that is right: one hash, one settlement, one answer")
    func right() {
        var (machine, first) = begun(nil, against: mailbox(pin()))
        #expect(first == .hash(.compare(pin(), isExpired: false, replaces: false)))
        expect(
            machine.hashed(.matched(newHash: nil)),
            is: .settle(.matched(newHash: nil, replacesPIN: false, violation: nil)))
        expect(
            machine.settled(.matched(mustChange: false), now: now), is: .end(.matched(mustChange: false)))
    }

    @Test("a hash with today's parameters is handed on to be stored")
    func rehashed() {
        var (machine, _) = begun(nil, against: mailbox(pin()))
        expect(
            machine.hashed(.matched(newHash: "stronger")),
            is: .settle(.matched(newHash: "stronger", replacesPIN: false, violation: nil)))
    }

    @Test("an unknown mailbox, and one without a PIN, are hashed like any other", arguments: [false, true])
    func nothingToFit(isKnown: Bool) {
        var (machine, first) = begun(nil, against: isKnown ? mailbox(nil) : nil)
        #expect(first == .hash(.compare(nil, isExpired: false, replaces: false)))
        expect(machine.hashed(.mismatched), is: .settle(.mismatched(hadExpiredPIN: false)))
    }

    @Test("the PIN of a reset that has expired is hashed as one that nothing fits, and that is what is found")
    func expired() {
        let reset = pin(setAt: now.adding(seconds: -24 * 3600), .reset)
        var (machine, first) = begun(nil, against: mailbox(reset))
        #expect(first == .hash(.compare(reset, isExpired: true, replaces: false)))
        expect(machine.hashed(.mismatched), is: .settle(.mismatched(hadExpiredPIN: true)))
    }

    @Test("a CHANGE where no PIN is remembered hashes the new one with the old one")
    func changes() {
        var (machine, first) = begun(change, against: mailbox(pin()))
        #expect(first == .hash(.compare(pin(), isExpired: false, replaces: true)))
        expect(
            machine.hashed(.matched(newHash: "new")),
            is: .settle(.matched(newHash: "new", replacesPIN: true, violation: nil)))
    }

    @Test("a new PIN that was right and whose hash is missing is not said to be stored")
    func withoutNewHash() {
        var (machine, _) = begun(change, against: mailbox(pin()))
        expect(machine.hashed(.matched(newHash: nil)), is: .release)
        expect(machine.released(isOnDisk: true), is: .end(.unavailable))
    }

    @Test("a new PIN is compared with each that is remembered, and hashed when it is none of them")
    func comparesEarlier() {
        let rules = AccessRules(history: 3)
        var (machine, first) = begun(change, against: mailbox(pin(earlier: ["a", "b", "c"])), by: rules)
        #expect(
            first == .hash(.compare(pin(earlier: ["a", "b", "c"]), isExpired: false, replaces: false)))
        expect(machine.hashed(.matched(newHash: "stronger")), is: .hash(.compareEarlier("a")))
        expect(machine.hashed(.mismatched), is: .hash(.compareEarlier("b")))
        // The rules ask for three, and the one in force is one of them.
        expect(machine.hashed(.mismatched), is: .hash(.hashReplacement))
        expect(
            machine.hashed(.hashed("new")),
            is: .settle(.matched(newHash: "new", replacesPIN: true, violation: nil)))
    }

    @Test("a new PIN that is the second of those remembered is refused, and the old one's better hash is kept")
    func reused() {
        var (machine, _) = begun(
            change, against: mailbox(pin(earlier: ["a", "b"])), by: AccessRules(history: 3))
        _ = machine.hashed(.matched(newHash: "stronger"))
        _ = machine.hashed(.mismatched)
        let violation = PINPolicyViolation(rule: .history)
        expect(
            machine.hashed(.matched(newHash: nil)),
            is: .settle(.matched(newHash: "stronger", replacesPIN: false, violation: violation)))
        expect(machine.settled(.refused(violation), now: now), is: .end(.refused(violation)))
    }

    @Test("what speaks against a new PIN is told to who knows the old one only")
    func violations() {
        let violation = PINPolicyViolation(rule: .length)
        let chosen = pin(setAt: now.adding(seconds: -3599), .chosen)
        let cases: [(PINReplacement, PINRecord, AccessRules, PINPolicyViolation.Rule)] = [
            (PINReplacement(violation: violation, repeatsOldPIN: false), pin(), AccessRules(), .length),
            (change, chosen, AccessRules(ages: PINAges(minimumHours: 1)), .minimumAge),
            (PINReplacement(violation: nil, repeatsOldPIN: true), pin(), AccessRules(history: 1), .history),
            (PINReplacement(violation: nil, repeatsOldPIN: true), pin(), AccessRules(), .history),
            (PINReplacement(violation: nil, repeatsOldPIN: true), pin(setAt: now, .reset), AccessRules(), .history),
        ]
        for (replacement, pin, rules, rule) in cases {
            for isRight in [true, false] {
                var (machine, first) = begun(replacement, against: mailbox(pin), by: rules)
                #expect(first == .hash(.compare(pin, isExpired: false, replaces: false)))
                let finding: AttemptFinding =
                    isRight
                    ? .matched(newHash: nil, replacesPIN: false, violation: PINPolicyViolation(rule: rule))
                    : .mismatched(hadExpiredPIN: false)
                expect(
                    machine.hashed(isRight ? .matched(newHash: nil) : .mismatched), is: .settle(finding))
            }
        }
    }

    @Test("against a PIN that was set meanwhile all is found anew: its age, its history, and whether it has expired")
    func hashedAgain() {
        let rules = AccessRules(ages: PINAges(minimumHours: 1), history: 2)
        let (young, reset) = (
            pin(setAt: now, .chosen, earlier: ["a"]), pin("reset", setAt: now, .reset, version: 2, earlier: ["b"])
        )
        var (machine, _) = begun(change, against: mailbox(young), by: rules)
        let tooSoon = PINPolicyViolation(rule: .minimumAge)
        expect(
            machine.hashed(.matched(newHash: "stronger")),
            is: .settle(.matched(newHash: "stronger", replacesPIN: false, violation: tooSoon)))
        expect(
            machine.settled(.hashAgain(mailbox(reset)), now: now),
            is: .hash(.compare(reset, isExpired: false, replaces: false)))
        expect(machine.hashed(.matched(newHash: nil)), is: .hash(.compareEarlier("b")))
        expect(machine.hashed(.mismatched), is: .hash(.hashReplacement))
        expect(
            machine.hashed(.hashed("new")),
            is: .settle(.matched(newHash: "new", replacesPIN: true, violation: nil)))
        // Removed, and nothing to be changed any more.
        expect(
            machine.settled(.hashAgain(nil), now: now),
            is: .hash(.compare(nil, isExpired: false, replaces: true)))
        expect(machine.hashed(.mismatched), is: .settle(.mismatched(hadExpiredPIN: false)))
        expect(
            machine.settled(.denied(attemptsLeft: 4, locksSource: false), now: now),
            is: .end(.denied(attemptsLeft: 4)))
    }

    @Test("who finds all attempts out waits, and begins again as often as need be")
    func waitsAgain() {
        var machine = AttemptMachine(nil, by: AccessRules())
        for _ in 1...3 {
            expect(machine.turnCame(hasPlace: true), is: .reserve)
            expect(machine.reserved(.full, now: now), is: .waitAgain)
        }
        expect(machine.withdraw(), is: .end(.busy))
    }

    @Test("a hash that runs when nobody waits any more is settled like any other")
    func withdrawnWhileHashed() {
        var (machine, _) = begun(nil, against: mailbox(pin()))
        expect(machine.withdraw(), is: .cancelHash)
        expect(machine.hashed(.mismatched), is: .settle(.mismatched(hadExpiredPIN: false)))
        expect(machine.withdraw(), is: AttemptMachine.Action.none)
        expect(
            machine.settled(.denied(attemptsLeft: 4, locksSource: false), now: now),
            is: .end(.denied(attemptsLeft: 4)))
    }

    @Test("what a hash says after the caller was told that nothing is known is taken back, be it right or wrong")
    func givenUpWhileHashed() {
        for result in [HashingResult.mismatched, .matched(newHash: nil)] {
            var (machine, _) = begun(nil, against: mailbox(pin()))
            expect(machine.giveUp(), is: .cancelHash)
            expect(machine.hashed(result), is: .release)
            expect(machine.released(isOnDisk: true), is: .end(.unavailable))
        }
    }

    @Test(
        "what says something about the PIN was counted as such, and nothing else was",
        arguments: [
            (.matched(mustChange: false), true), (.refused(PINPolicyViolation(rule: .history)), true),
            (.denied(attemptsLeft: 0), true), (.locked(.forever), true), (.granted, false),
            (.alreadyLocked(.forever), false), (.sourceLocked(until: UnixTime(seconds: 0)), false), (.busy, false),
            (.unavailable, false),
        ] as [(AttemptResult, Bool)])
    func finality(result: AttemptResult, isFinal: Bool) {
        #expect(result.isFinal == isFinal)
    }
}
