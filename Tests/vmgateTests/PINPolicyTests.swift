import Access
import Settings
import Testing

@testable import vmgate

@Suite("The policy that settings make", .timeLimit(.minutes(5)))
struct PINPolicyTests {
    @Test("has the rules of the profile and the extra ones, and by default none of them")
    func rules() throws {
        var settings = ServeSettings()
        #expect(try settings.makePINPolicy() == PINPolicy())
        #expect(settings.pinAges == PINAges(minimumHours: 0, maximumDays: 0, resetHours: 24))
        settings.pinExtraRules = [.groups]
        #expect(try settings.makePINPolicy().extraRules == [.groups])
        settings.pinProfile = .strict
        #expect(try settings.makePINPolicy().extraRules == Set(PINPolicy.ExtraRule.allCases))
    }
}
