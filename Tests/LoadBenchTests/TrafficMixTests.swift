import Testing

@testable import LoadBench

@Suite("The mix of a load", .timeLimit(.minutes(5)))
struct TrafficMixTests {
    @Test(
        "a mix is read, and written without what has no part in it",
        arguments: [
            ("right=80,wrong=10,unknown=5,locked=5", "right=80,wrong=10,unknown=5,locked=5"),
            ("locked=100", "locked=100"), ("unknown=50,right=50", "right=50,unknown=50"),
            ("right=100,wrong=0", "right=100"),
        ])
    func reads(text: String, written: String) throws {
        #expect(try TrafficMix(text).description == written)
    }

    @Test(
        "an impossible mix is refused with a sentence that names what is wrong",
        arguments: [
            ("", "not written as in"), ("right", "not written as in"), ("right=80", "adds up to 80"),
            ("right=80,wrong=30", "adds up to 110"), ("right=50,right=50", "twice"), ("right=101", "101"),
            ("right=-1,wrong=101", "-1"), ("good=100", "good"), ("right=1e2", "not written as in"),
            ("right=80,,wrong=20", "not written as in"), ("right=", "not written as in"),
        ])
    func refuses(text: String, names: String) {
        let error = #expect(throws: LoadPlanError.self) { try TrafficMix(text) }
        #expect(error?.description.contains(names) == true)
    }

    @Test(
        "each hundred requests have exactly the mix, from whichever one they are counted",
        arguments: ["right=80,wrong=10,unknown=5,locked=5", "right=1,wrong=99", "right=34,wrong=33,unknown=33"])
    func deals(text: String) throws {
        let mix = try TrafficMix(text)
        var dealer = MixDealer(mix)
        let dealt = (0..<500).map { _ in dealer.next() }
        for start in stride(from: 0, through: 400, by: 7) {
            for kind in TrafficKind.allCases {
                #expect(dealt[start..<start + 100].count { $0 == kind } == mix.percent(of: kind))
            }
        }
    }

    @Test("the kinds are spread evenly: of one in ten, no two are closer than nine or farther than eleven")
    func evenly() throws {
        var dealer = MixDealer(try TrafficMix("right=90,wrong=10"))
        let places = (0..<1000).filter { _ in dealer.next() == .wrong }
        for (first, second) in zip(places, places.dropFirst()) {
            #expect((9...11).contains(second - first))
        }
    }

    @Test("all kinds but the locked ones are hashed")
    func hashedShare() throws {
        #expect(try TrafficMix("right=70,wrong=10,unknown=5,locked=15").hashedShare == 0.85)
    }
}
