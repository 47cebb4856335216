import Access
import Settings
import VoicemailModel

extension ServeSettings {
    /// The ages that PINs may have.
    var pinAges: PINAges {
        PINAges(
            minimumHours: self.pinMinimumAgeHours, maximumDays: self.pinMaximumAgeDays,
            resetHours: self.pinResetValidHours)
    }

    /// The rules for new PINs, the blocklist's file read.
    func makePINPolicy() throws(CommandFailure) -> PINPolicy {
        let blocklist = if let file = self.pinBlocklist { try PINBlocklist(file: file) } else { PINBlocklist() }
        return PINPolicy(extraRules: self.pinProfile.rules.union(self.pinExtraRules), blocklist: blocklist)
    }
}
