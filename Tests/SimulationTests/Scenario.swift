import Access
import VoicemailModel

/// What one simulation is about: which rules, how many nodes, which mailboxes, how much of what. All of it by chance.
struct Scenario {
    let rules: AccessRules
    /// Within which requests are answered.
    let deadline: Duration
    let nodes: Int
    let workers: Int
    let places: Int
    let known: [MailboxID]
    let unknown: [MailboxID]
    /// How many of them require no PIN, and how many have none.
    let pinlessShare: Double
    let sources: [Source?]
    /// Callers that come one after another, and the longest time between two.
    let calls: Int
    let longestGap: Int
    /// How many of the guesses are right.
    let rightShare: Double
    /// How many of the calls are an admin's.
    let adminShare: Double
    /// How often something begins that is no fault of the store's.
    let crashShare: Double
    let hangUpShare: Double

    init(_ chance: Chance, isTwin: Bool) {
        rules = AccessRules(
            lockout: Lockout(
                maxAttempts: chance.number(1...5), baseSeconds: Int64(chance.number(2...30)), maxSeconds: 120,
                permanentAfter: chance.pick([6, 20, 100])),
            sourceLimit: SourceLimit(
                maxFailures: chance.pick([2, 4, 50]), windowSeconds: Int64(chance.number(5...60))),
            history: chance.pick([0, 0, 1, 3]))
        deadline = .milliseconds(chance.pick([300, 800, 2000]))
        nodes = isTwin ? 1 : chance.pick([1, 1, 2, 3, 5])
        workers = chance.number(1...3)
        places = chance.pick([4, 16, 64])
        known = Self.mailboxes(2000, chance.number(1...3))
        unknown = Self.mailboxes(9000, chance.number(0...1))
        pinlessShare = isTwin ? 0 : chance.pick([0, 0.2])
        let sources = ["+15550100", "+15550101", "anonymous"].map { Source($0) }
        self.sources = chance.happens(0.5) ? [nil] : [nil] + sources
        calls = chance.number(10...50)
        longestGap = chance.pick([20, 200, 1500])
        rightShare = chance.pick([0, 0.2, 0.6])
        adminShare = chance.pick([0, 0.1])
        crashShare = chance.pick([0, 0, 0.05, 0.2])
        hangUpShare = chance.pick([0, 0.1])
    }

    private static func mailboxes(_ first: Int, _ count: Int) -> [MailboxID] {
        (0..<count).compactMap { MailboxID("\(first + $0)") }
    }

    /// PINs that everybody may choose, so that guesses are right by chance too.
    static let pins = ["274915", "815203", "596174", "302968", "741852", "963027", "158407", "420691"]
    /// Those that the policy refuses.
    static let poorPINs = ["111111", "123456"]
}
