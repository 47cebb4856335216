/// Who has a place at the endpoint. Whoever comes gets one: where none is left, somebody else gives way.
///
/// Strangers who begin and do not go on must not keep out a load balancer that asks whether the server lives. So who has had his
/// answer goes first, then who has not asked yet; among these, the one who came first from the address that has the most.
struct MetricsPlaces {
    typealias Guest = UInt64

    /// In the order in which they give way.
    enum Stage: Int {
        case leaving, asking, answering
    }

    private struct Place {
        var guest: Guest
        var address: String
        var stage: Stage
    }

    private let limit: Int
    /// In the order in which they came.
    private var places: [Place] = []
    private var last: Guest = 0

    init(limit: Int) {
        self.limit = limit
    }

    /// Gives somebody a place who has not asked yet.
    ///
    /// - Returns: who that is, and who has no place any more because of it.
    mutating func enter(from address: String) -> (guest: Guest, gone: Guest?) {
        let gone = places.count < limit ? nil : nextToGo
        if let gone { leave(gone) }
        last += 1
        places.append(Place(guest: last, address: address, stage: .asking))
        return (last, gone)
    }

    mutating func move(_ guest: Guest, to stage: Stage) {
        guard let index = places.firstIndex(where: { $0.guest == guest }) else { return }
        places[index].stage = stage
    }

    mutating func leave(_ guest: Guest) {
        places.removeAll { $0.guest == guest }
    }

    private var nextToGo: Guest? {
        guard let stage = places.map(\.stage.rawValue).min() else { return nil }
        let candidates = places.filter { $0.stage.rawValue == stage }
        let counts = candidates.reduce(into: [:]) { $0[$1.address, default: 0] += 1 }
        let most = counts.values.max()
        return candidates.first { counts[$0.address] == most }?.guest
    }
}
