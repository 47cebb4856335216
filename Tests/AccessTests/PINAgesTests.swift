import Access
import Testing
import VoicemailModel

@Suite("Ages of PINs", .timeLimit(.minutes(1)))
struct PINAgesTests {
    private static let set = UnixTime(seconds: 1_795_000_000)

    private func pin(_ origin: PINRecord.Origin, mustChange: Bool = false) -> PINRecord {
        PINRecord(encodedHash: "$argon2id$", mustChange: mustChange, setAt: Self.set, origin: origin)
    }

    private func after(hours: Int64, milliseconds: Int64 = 0) -> UnixTime {
        Self.set.adding(seconds: hours * 3600).adding(milliseconds: milliseconds)
    }

    @Test("a PIN that its caller chose stays for the least age, to the millisecond; others may be changed at once")
    func minimum() {
        let ages = PINAges(minimumHours: 24)
        #expect(ages.isTooSoon(toChange: pin(.chosen), now: after(hours: 0)))
        #expect(ages.isTooSoon(toChange: pin(.chosen), now: after(hours: 24, milliseconds: -1)))
        #expect(!ages.isTooSoon(toChange: pin(.chosen), now: after(hours: 24)))
        for other in [pin(.assigned), pin(.reset), pin(.reset, mustChange: true), pin(.chosen, mustChange: true)] {
            #expect(!ages.isTooSoon(toChange: other, now: after(hours: 0)))
        }
        #expect(!PINAges().isTooSoon(toChange: pin(.chosen), now: after(hours: 0)))
        #expect(!PINAges(minimumHours: 48, maximumDays: 1).isTooSoon(toChange: pin(.chosen), now: after(hours: 24)))
    }

    @Test("a PIN must be changed from the greatest age on, and after a reset")
    func maximum() {
        let ages = PINAges(maximumDays: 2)
        #expect(!ages.mustChange(pin(.chosen), now: after(hours: 48, milliseconds: -1)))
        #expect(ages.mustChange(pin(.chosen), now: after(hours: 48)))
        #expect(ages.mustChange(pin(.assigned), now: after(hours: 48)))
        #expect(ages.mustChange(pin(.reset, mustChange: true), now: after(hours: 0)))
        #expect(!PINAges().mustChange(pin(.chosen), now: after(hours: 1_000_000)))
    }

    @Test("the PIN of a reset is good for its hours, and no other expires")
    func reset() {
        #expect(!PINAges().hasExpired(pin(.reset), now: after(hours: 24, milliseconds: -1)))
        #expect(PINAges().hasExpired(pin(.reset), now: after(hours: 24)))
        #expect(!PINAges(resetHours: 0).hasExpired(pin(.reset), now: after(hours: 1_000_000)))
        #expect(!PINAges().hasExpired(pin(.chosen), now: after(hours: 1_000_000)))
        #expect(!PINAges().hasExpired(pin(.assigned), now: after(hours: 1_000_000)))
    }

    @Test("a PIN that was set under a clock that was ahead counts from now")
    func bounded() {
        let now = Self.set.adding(seconds: -86_400)
        #expect(PINAges().bounded(pin(.reset), now: now).setAt == now)
        #expect(PINAges().bounded(pin(.reset), now: after(hours: 1)).setAt == Self.set)
    }

    @Test("of the PINs before it a new one remembers as many as it is told to, the latest first")
    func following() {
        let first = PINRecord(encodedHash: "1", mustChange: false)
        let second = PINRecord(encodedHash: "2", mustChange: false).following(
            first, formerHash: first.encodedHash, remembering: 2)
        let third = PINRecord(encodedHash: "3", mustChange: false).following(
            second, formerHash: second.encodedHash, remembering: 2)
        let fourth = PINRecord(encodedHash: "4", mustChange: false).following(
            third, formerHash: third.encodedHash, remembering: 2)
        #expect(second.earlierHashes == ["1"])
        #expect(third.earlierHashes == ["2", "1"])
        #expect(fourth.earlierHashes == ["3", "2"])
        #expect(fourth.following(fourth, formerHash: fourth.encodedHash, remembering: 0).earlierHashes.isEmpty)
        #expect(first.following(nil, formerHash: nil, remembering: 5).earlierHashes.isEmpty)
    }
}
