import VoicemailModel

/// One node's hashing threads. A hash is the PIN itself, and how often it was hashed anew: `274915#2`.
final class ModelHasher: PINHasher, @unchecked Sendable {
    private struct Place {
        let id: UInt64
        let deadline: Duration
        var work: (HashingWork, @Sendable (HashingResult) -> Void)?
    }

    private let agenda: Agenda
    private let chance: Chance
    private let faults: Faults
    private let clock: VirtualClock
    private let life: Agenda.Life
    private let workers: Int
    private let capacity: Int
    private var places: [Place] = []
    private var running = 0
    /// Told when a hash is begun.
    var hasBegun: (_ id: UInt64) -> Void = { _ in }

    /// What a hash takes at most, if nothing goes wrong.
    private static let longest = Duration.milliseconds(60)

    init(_ database: Database, _ life: Agenda.Life, workers: Int, capacity: Int) {
        agenda = database.agenda
        chance = database.chance
        faults = database.faults
        clock = VirtualClock(agenda: database.agenda)
        self.life = life
        self.workers = workers
        self.capacity = capacity
    }

    static func hash(_ pin: String, round: Int = 1) -> String { "\(pin)#\(round)" }

    /// Whether `pin` is the one that was hashed.
    static func fits(_ pin: String, _ hash: String) -> Bool { hash.hasPrefix(pin + "#") }

    // MARK: Places

    func admission(deadline: ContinuousClock.Instant) -> HashingAdmission {
        let isLate = agenda.now > clock.time(of: deadline) - Self.longest
        return places.count >= capacity || isLate
            ? .refused(retryAfterMilliseconds: retryAfterMilliseconds) : .accepted
    }

    func takePlace(id: UInt64, flow: UInt64, deadline: ContinuousClock.Instant) -> HashingAdmission {
        let admission = admission(deadline: deadline)
        if admission == .accepted { places.append(Place(id: id, deadline: clock.time(of: deadline), work: nil)) }
        return admission
    }

    func perform(
        _ work: HashingWork, at id: UInt64, completion: @escaping @Sendable (HashingResult) -> Void
    ) -> Bool {
        guard let index = places.firstIndex(where: { $0.id == id }) else { return false }
        guard agenda.now <= places[index].deadline - Self.longest else {
            places.remove(at: index)
            return false
        }
        places[index].work = (work, completion)
        agenda.plan(in: chance.milliseconds(0...1), for: life) { self.next() }
        return true
    }

    func cancel(_ id: UInt64) -> Bool {
        guard let index = places.firstIndex(where: { $0.id == id }) else { return false }
        places.remove(at: index)
        return true
    }

    /// What is too late is left for whoever gave it to take back.
    private func next() {
        guard running < workers,
            let index = places.firstIndex(where: { $0.work != nil && agenda.now <= $0.deadline - Self.longest }),
            let (work, completion) = places[index].work
        else { return }
        hasBegun(places[index].id)
        places.remove(at: index)
        running += 1
        var time = chance.milliseconds(10...60)
        if faults.strikes(.slowHash) { time += chance.milliseconds(100...3000) }
        let result = faults.strikes(.noMemory) ? HashingResult.outOfMemory : result(of: work)
        agenda.plan(in: time, for: life) {
            self.running -= 1
            self.agenda.plan(in: self.chance.milliseconds(0...4), for: self.life) { completion(result) }
            self.next()
        }
        next()
    }

    private func result(of work: HashingWork) -> HashingResult {
        let round = chance.number(2...9)
        switch work {
        case .hash(let pin): return .hashed(Self.hash(Self.text(pin.secret)))
        case .authenticate: return .mismatched
        case .verify(let candidate, let encodedHash, _, let replacement):
            guard let candidate = candidate.map(Self.text), let hash = encodedHash?.open().map(Self.text),
                Self.fits(candidate, hash)
            else { return .mismatched }
            if let replacement { return .matched(newHash: Self.hash(Self.text(replacement.secret))) }
            return .matched(newHash: round == 9 ? Self.hash(candidate, round: round) : nil)
        }
    }

    static func text(_ secret: SecretBytes) -> String {
        secret.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    // MARK: What is said of it

    func latestStart(for deadline: ContinuousClock.Instant) -> ContinuousClock.Instant { deadline - Self.longest }

    var retryAfterMilliseconds: Int64 { 100 }

    var status: HashingStatus {
        HashingStatus(
            hashMemory: 0, operations: 1, workers: workers, threads: workers, queueDepth: places.count,
            queueCapacity: capacity, running: running, meanHashTime: .milliseconds(35), memory: .kept)
    }

    func objection(toEncodedHash text: String) -> String? { nil }
}
