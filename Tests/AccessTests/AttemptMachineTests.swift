import Access
import Testing
import VoicemailModel

/// Every state × every event, of a CHANGE at a mailbox whose last PIN but one is remembered: it has all the states there are.
@Suite("Attempt machine: the table", .timeLimit(.minutes(1)))
struct AttemptMachineTests {
    typealias Action = AttemptMachine.Action

    enum State: String, CaseIterable, Sendable {
        case waiting, reserving, withdrawn, comparing, earlier, replacing, settling, freeing, failing, ended
    }

    struct Event: Sendable {
        let name: String
        let send: @Sendable (inout AttemptMachine) -> Action

        init(_ name: String, _ send: @escaping @Sendable (inout AttemptMachine) -> Action) {
            self.name = name
            self.send = send
        }
    }

    private static let now = UnixTime(seconds: 1_795_443_420)
    private static let mailbox = Mailbox(
        settings: MailboxSettings(), pin: PINRecord(encodedHash: "old", mustChange: false, earlierHashes: ["first"]))
    private static let lock = AttemptRecord.Lock.until(now.adding(seconds: 900))
    private static let tooShort = PINPolicyViolation(rule: .length)

    private static let events = [
        Event("turn") { $0.turnCame(hasPlace: true) },
        Event("noPlace") { $0.turnCame(hasPlace: false) },
        Event("reserved") { $0.reserved(.reserved(mailbox), now: now) },
        Event("granted") { $0.reserved(.granted, now: now) },
        Event("isLocked") { $0.reserved(.mailboxLocked(lock), now: now) },
        Event("sourceLocked") { $0.reserved(.sourceLocked(until: now), now: now) },
        Event("full") { $0.reserved(.full, now: now) },
        Event("notReserved") { $0.reservationFailed(leavesDoubt: false) },
        Event("doubt") { $0.reservationFailed(leavesDoubt: true) },
        Event("matched") { $0.hashed(.matched(newHash: "again")) },
        Event("mismatched") { $0.hashed(.mismatched) },
        Event("hashed") { $0.hashed(.hashed("new")) },
        Event("noMemory") { $0.hashed(.outOfMemory) },
        Event("hashLost") { $0.hashLost() },
        Event("let in") { $0.settled(.matched(mustChange: true), now: now) },
        Event("refused") { $0.settled(.refused(tooShort), now: now) },
        Event("denied") { $0.settled(.denied(attemptsLeft: 3, locksSource: false), now: now) },
        Event("locked") { $0.settled(.locked(lock, locksSource: true), now: now) },
        Event("replaced") { $0.settled(.hashAgain(mailbox), now: now) },
        Event("gone") { $0.settled(.gone, now: now) },
        Event("notSettled") { $0.settlementFailed() },
        Event("released") { $0.released(isOnDisk: true) },
        Event("notReleased") { $0.released(isOnDisk: false) },
        Event("withdraw") { $0.withdraw() },
    ]

    /// What the words of the table mean: the action, and the state after it. `-` is nothing at all.
    private static let words: [String: (Action, State)] = [
        "reserve": (.reserve, .reserving),
        "mark": (.none, .withdrawn),
        "again": (.waitAgain, .waiting),
        "compare": (.hash(.compare(mailbox.pin, isExpired: false, replaces: false)), .comparing),
        "earlier": (.hash(.compareEarlier("first")), .earlier),
        "replace": (.hash(.hashReplacement), .replacing),
        "wrong": (.settle(.mismatched(hadExpiredPIN: false)), .settling),
        "reused": (
            .settle(
                .matched(newHash: "again", replacesPIN: false, violation: PINPolicyViolation(rule: .history))),
            .settling
        ),
        "new": (.settle(.matched(newHash: "new", replacesPIN: true, violation: nil)), .settling),
        "free": (.release, .freeing),
        "fail": (.release, .failing),
        "Busy": (.end(.busy), .ended),
        "Granted": (.end(.granted), .ended),
        "IsLocked": (.end(.alreadyLocked(lock)), .ended),
        "Source": (.end(.sourceLocked(until: now)), .ended),
        "Failed": (.end(.unavailable), .ended),
        // The reservation may be in the store, and is to be taken back.
        "Left": (.end(.unavailable, leavesReservation: true), .ended),
        "Matched": (.end(.matched(mustChange: true)), .ended),
        "Refused": (.end(.refused(tooShort)), .ended),
        "Denied": (.end(.denied(attemptsLeft: 3)), .ended),
        "Locked": (.end(.locked(lock)), .ended),
    ]

    /// `withdrawn` is reserving with nobody who waits; `freeing` and `failing` are releasing with BUSY or UNAVAILABLE to answer.
    private static let table = """
        event         waiting  reserving  withdrawn  comparing  earlier  replacing  settling  freeing  failing  ended
        turn          reserve  -          -          -          -        -          -         -        -        -
        noPlace       Busy     -          -          -          -        -          -         -        -        -
        reserved      -        compare    free       -          -        -          -         -        -        -
        granted       -        Granted    Granted    -          -        -          -         -        -        -
        isLocked      -        IsLocked   IsLocked   -          -        -          -         -        -        -
        sourceLocked  -        Source     Source     -          -        -          -         -        -        -
        full          -        again      Busy       -          -        -          -         -        -        -
        notReserved   -        Failed     Failed     -          -        -          -         -        -        -
        doubt         -        Left       Left       -          -        -          -         -        -        -
        matched       -        -          -          earlier    reused   fail       -         -        -        -
        mismatched    -        -          -          wrong      replace  fail       -         -        -        -
        hashed        -        -          -          fail       fail     new        -         -        -        -
        noMemory      -        -          -          fail       fail     fail       -         -        -        -
        hashLost      -        -          -          free       free     free       -         -        -        -
        let_in        -        -          -          -          -        -          Matched   -        -        -
        refused       -        -          -          -          -        -          Refused   -        -        -
        denied        -        -          -          -          -        -          Denied    -        -        -
        locked        -        -          -          -          -        -          Locked    -        -        -
        replaced      -        -          -          -          -        -          compare   -        -        -
        gone          -        -          -          -          -        -          Failed    -        -        -
        notSettled    -        -          -          -          -        -          Left      -        -        -
        released      -        -          -          -          -        -          -         Busy     Failed   -
        notReleased   -        -          -          -          -        -          -         Left     Left     -
        withdraw      Busy     mark       -          cancel     cancel   cancel     -         -        -        -
        """

    @Test("every event in every state does what the table says, and nothing else")
    func table() throws {
        let lines = Self.table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        try #require(Array(lines[0].dropFirst()) == State.allCases.map(\.rawValue))
        let rows = Dictionary(uniqueKeysWithValues: lines.dropFirst().map { ($0[0], Array($0.dropFirst())) })
        try #require(rows.count == Self.events.count)
        for event in Self.events {
            let row = try #require(rows[event.name.replacing(" ", with: "_")])
            try #require(row.count == State.allCases.count)
            for (state, word) in zip(State.allCases, row) {
                var machine = Self.machine(in: state)
                let action = event.send(&machine)
                let (expected, next) = try Self.meaning(of: word, in: state)
                #expect(action == expected, "\(event.name) while \(state)")
                #expect(Self.state(of: machine) == next, "\(event.name) while \(state)")
            }
        }
    }

    @Test(
        "it counts from when its reservation is asked for until it is known to be settled, unless it is taken back",
        arguments: State.allCases)
    func mayCount(state: State) {
        let counts =
            switch state {
            case .reserving, .comparing, .earlier, .replacing, .settling: true
            case .waiting, .withdrawn, .freeing, .failing, .ended: false
            }
        #expect(Self.machine(in: state).mayCount == counts)
    }

    private static func meaning(of word: String, in state: State) throws -> (Action, State) {
        switch word {
        case "-": (.none, state)
        case "cancel": (.cancelHash, state)
        default: try #require(words[word], "\(word)")
        }
    }

    /// A machine in `state`, reached by events alone.
    private static func machine(in state: State) -> AttemptMachine {
        var machine = AttemptMachine(
            PINReplacement(violation: nil, repeatsOldPIN: false), by: AccessRules(history: 2))
        let way: [String] =
            switch state {
            case .waiting: []
            case .reserving: ["turn"]
            case .withdrawn: ["turn", "withdraw"]
            case .comparing: ["turn", "reserved"]
            case .earlier: ["turn", "reserved", "matched"]
            case .replacing: ["turn", "reserved", "matched", "mismatched"]
            case .settling: ["turn", "reserved", "mismatched"]
            case .freeing: ["turn", "reserved", "hashLost"]
            case .failing: ["turn", "reserved", "noMemory"]
            case .ended: ["noPlace"]
            }
        for name in way { _ = events.first { $0.name == name }?.send(&machine) }
        return machine
    }

    /// Which state it is in, by what it does in it.
    private static func state(of machine: AttemptMachine) -> State? {
        func action(_ name: String) -> Action? {
            var copy = machine
            return events.first { $0.name == name }?.send(&copy)
        }
        if action("noPlace") == .end(.busy) { return .waiting }
        if action("full") == .waitAgain { return .reserving }
        if action("full") == .end(.busy) { return .withdrawn }
        if action("gone") == .end(.unavailable) { return .settling }
        if action("released") == .end(.busy) { return .freeing }
        if action("released") == .end(.unavailable) { return .failing }
        if action("mismatched") == .hash(.hashReplacement) { return .earlier }
        if action("mismatched") == .settle(.mismatched(hadExpiredPIN: false)) { return .comparing }
        if action("withdraw") == .cancelHash { return .replacing }
        return events.allSatisfy { action($0.name) == Action.none } ? .ended : nil
    }
}
