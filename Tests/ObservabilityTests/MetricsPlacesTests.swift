import Testing

@testable import Observability

@Suite("Places at the metrics endpoint", .timeLimit(.minutes(5)))
struct MetricsPlacesTests {
    enum Event {
        /// Somebody comes from there, and that one gives way.
        case comes(String, gone: UInt64?)
        case moves(UInt64, MetricsPlaces.Stage)
        case leaves(UInt64)
    }

    // Guests are numbered from 1 as they come; there are three places.
    static let table: [(name: String, events: [Event])] = [
        (
            "the first three have places, and then who came first gives way",
            [
                .comes("a", gone: nil), .comes("a", gone: nil), .comes("a", gone: nil), .comes("a", gone: 1),
                .comes("a", gone: 2),
            ]
        ),
        (
            "who leaves makes room",
            [
                .comes("a", gone: nil), .comes("a", gone: nil), .comes("a", gone: nil), .leaves(2),
                .comes("a", gone: nil),
                .comes("a", gone: 1),
            ]
        ),
        (
            "who has his answer goes before who has not asked",
            [
                .comes("a", gone: nil), .comes("a", gone: nil), .moves(2, .answering), .moves(2, .leaving),
                .comes("a", gone: nil), .comes("a", gone: 2),
            ]
        ),
        (
            "who waits for an answer goes last",
            [
                .comes("a", gone: nil), .moves(1, .answering), .comes("a", gone: nil), .comes("a", gone: nil),
                .comes("a", gone: 2), .comes("a", gone: 3),
            ]
        ),
        (
            "where all wait for answers, one of them gives way, so that there is always a place",
            [
                .comes("a", gone: nil), .moves(1, .answering), .comes("a", gone: nil), .moves(2, .answering),
                .comes("a", gone: nil), .moves(3, .answering), .comes("b", gone: 1), .comes("b", gone: 4),
            ]
        ),
        (
            "the address that has the most gives way",
            [
                .comes("balancer", gone: nil), .comes("stranger", gone: nil), .comes("stranger", gone: nil),
                .comes("stranger", gone: 2), .comes("stranger", gone: 3),
            ]
        ),
        (
            "who has gone is not known any more",
            [
                .comes("a", gone: nil), .comes("a", gone: nil), .comes("a", gone: nil), .comes("a", gone: 1),
                .moves(1, .leaving), .leaves(1), .comes("a", gone: 2),
            ]
        ),
    ]

    @Test("whoever comes gets one", arguments: table)
    func places(name: String, events: [Event]) {
        var places = MetricsPlaces(limit: 3)
        var last: UInt64 = 0
        for event in events {
            switch event {
            case .comes(let address, let gone):
                last += 1
                let entered = places.enter(from: address)
                #expect(entered.guest == last, "\(name)")
                #expect(entered.gone == gone, "\(name): guest \(last)")
            case .moves(let guest, let stage): places.move(guest, to: stage)
            case .leaves(let guest): places.leave(guest)
            }
        }
    }
}
