import Access
import GatekeeperTestKit
import NIOCore
import PINHashing
import StoreSQLite
import Testing
import VoicemailModel

@testable import Gatekeeping

/// What is hashed where there is nothing to compare with.
@Suite("Unknown mailboxes look like anybody", .timeLimit(.minutes(5)))
struct DecoyTests {
    private static let elsewhere = [
        "$argon2id$v=19$m=256,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$M9Cdt8surA4qihj3QeB+khy/HiaBopa74zV27RH73j8",
        "$argon2id$v=19$m=256,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$BB1Rh0F8Z4QVoIBJLns6fmbRIy1emQwLwZnguYChrBw",
        "$argon2i$v=19$m=256,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$DWVOz/2wPR/WJuqdacbxRJg99pPVK1cGwmXPK3UcwWQ",
    ]

    private let parts: GatekeeperParts
    private let hasher: CountingHasher
    private let gatekeeper: Gatekeeper

    init() throws {
        parts = try GatekeeperParts()
        let parameters = try Argon2Parameters(memory: 8 << 10, operations: 1)
        hasher = CountingHasher(try HashingPool(parameters: parameters, workers: 1, capacity: 256))
        gatekeeper = try parts.makeGatekeeper(
            rules: CoreRules(
                access: AccessRules(lockout: Lockout(), sourceLimit: SourceLimit()), deadline: .seconds(60)),
            hasher: hasher, hashCosts: parts.store.hashCosts)
    }

    private func costs(ofWrongPINsAt numbers: ClosedRange<Int>) async throws -> [HashCost?] {
        for number in numbers {
            let id = try #require(MailboxID("\(number)"))
            #expect(await gatekeeper.verify(id, "111111").isDenied)
        }
        return hasher.takeCosts()
    }

    @Test(
        "a wrong PIN costs at unknown mailboxes, and at those without a PIN, what it costs at those that have one, as often"
    )
    func sameCosts() async throws {
        // A third of the mailboxes for each kind of hash.
        for number in 1000..<1150 {
            let id = try #require(MailboxID("\(number)"))
            #expect(await gatekeeper.add(id, .encoded(Self.elsewhere[number % 3])) == .done)
        }
        for number in 2000..<2150 {
            let id = try #require(MailboxID("\(number)"))
            #expect(await gatekeeper.add(id, .noPIN) == .done)
        }
        _ = hasher.takeCosts()
        let known = try await costs(ofWrongPINsAt: 1000...1149)
        for others in [2000...2149, 3000...3149] {
            let decoys = try await costs(ofWrongPINsAt: others)
            for cost in Set(known) {
                let (expected, drawn) = (known.count { $0 == cost }, decoys.count { $0 == cost })
                // Four standard deviations: 150 draws of one in three.
                #expect(expected == 50 && abs(drawn - expected) <= 23, "\(cost?.text ?? "own"): \(drawn)")
            }
            #expect(Set(decoys) == Set(known))
            // A second try at the same name costs the same.
            #expect(try await costs(ofWrongPINsAt: others) == decoys)
        }
    }

    @Test(
        "when the only dear hash has gone, with a login or its mailbox, nothing unknown is dear",
        arguments: [false, true])
    func follows(isRemoved: Bool) async throws {
        let id = try #require(MailboxID("1000"))
        #expect(await gatekeeper.add(id, .encoded(Self.elsewhere[2])) == .done)
        _ = hasher.takeCosts()
        #expect(try await costs(ofWrongPINsAt: 3000...3001).allSatisfy { $0?.text == "$argon2i$v=19$m=256,t=3,p=1" })
        if isRemoved {
            #expect(await gatekeeper.remove(id) == .done)
        } else {
            #expect(await gatekeeper.verify(id, "402719").isGranted)
            _ = hasher.takeCosts()
        }
        let own = "$argon2id$v=19$m=8,t=1,p=1"
        #expect(try await costs(ofWrongPINsAt: 3000...3001).allSatisfy { $0?.text == (isRemoved ? nil : own) })
    }
}
