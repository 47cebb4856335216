import Foundation
import Testing
import VoicemailTestKit

@testable import ZoneRules

@Suite("A zone's file", .timeLimit(.minutes(5)))
struct TZifFileTests {
    /// Local mean time, an hour ahead from 1900 on, two from 2000 on, and then a rule.
    static let bytes = ZoneFolder.zone(
        "CET-1CEST,M3.5.0,M10.5.0/3", firstOffset: 3208, transitions: [(-2_208_988_800, 3600), (946_684_800, 7200)])

    @Test("each moment has the offset of its period, and after the last transition that of the rule")
    func periods() throws {
        let file = try TZifFile(Self.bytes)
        #expect(file.period(at: .min) == ZonePeriod(start: .min, end: -2_208_988_800, offset: 3208))
        #expect(file.period(at: -2_208_988_801).offset == 3208)
        #expect(file.period(at: -2_208_988_800) == ZonePeriod(start: -2_208_988_800, end: 946_684_800, offset: 3600))
        #expect(file.period(at: 946_684_799).offset == 3600)
        // The 1st of January 2000: the transition is the file's, and what is after it the rule's, which says winter.
        #expect(file.period(at: 946_684_800) == ZonePeriod(start: 946_684_800, end: 946_684_801, offset: 7200))
        #expect(file.period(at: 946_684_801) == ZonePeriod(start: 946_684_801, end: 954_032_400, offset: 3600))
        #expect(file.period(at: 954_032_400).offset == 7200)
    }

    @Test("without a rule the last offset stays, and without transitions the first")
    func noRule() throws {
        #expect(try TZifFile(ZoneFolder.zone("", transitions: [(0, 3600)])).period(at: 1 << 40).offset == 3600)
        let fixed = try TZifFile(ZoneFolder.zone("", firstOffset: -75))
        #expect(fixed.period(at: 0) == ZonePeriod(start: .min, end: .max, offset: -75))
        #expect(try TZifFile(ZoneFolder.zone("<+05>-5")).period(at: 0).offset == 18_000)
    }

    @Test("a file of the first version has 32 bits for each time, and no rule")
    func firstVersion() throws {
        var bytes = Array("TZif\0".utf8) + [UInt8](repeating: 0, count: 15)
        for count: UInt8 in [0, 0, 0, 2, 2, 4] { bytes += [0, 0, 0, count] }
        bytes += [0x80, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0, 1]
        bytes += [0, 0, 0x0E, 0x10, 0, 0, 0xFF, 0xFF, 0xF1, 0xF0, 1, 0] + Array("ABC\0".utf8)
        let file = try TZifFile(bytes)
        #expect(file.transitions == [-2_147_483_648, 2_147_483_647])
        #expect(file.offsets == [3600, -3600])
        #expect(file.period(at: 1 << 40).offset == -3600)
        for count in 0..<bytes.count { #expect(throws: TZifError.self) { try TZifFile(Array(bytes.prefix(count))) } }
    }

    @Test("a file that was cut is refused, wherever it was")
    func cut() {
        for count in 0..<Self.bytes.count {
            #expect(throws: TZifError.self, "\(count)") { try TZifFile(Array(Self.bytes.prefix(count))) }
        }
    }

    @Test("a file with any byte changed is refused, or has rules that any moment can be asked of")
    func flipped() {
        var refused = 0
        for place in Self.bytes.indices {
            for mask: UInt8 in [0x01, 0x10, 0x80, 0xFF] {
                var bytes = Self.bytes
                bytes[place] ^= mask
                guard let file = try? TZifFile(bytes) else {
                    refused += 1
                    continue
                }
                for seconds: Int64 in [.min, -1 << 50, -2_208_988_800, 0, 1_796_040_000, 1 << 50, .max] {
                    let period = file.period(at: seconds)
                    #expect(period.start <= seconds && seconds <= period.end)
                    #expect(TZifFile.offsetRange.contains(period.offset))
                }
            }
        }
        #expect(refused > 100)
    }

    static let malformed: [(name: String, bytes: [UInt8])] = [
        ("empty", []),
        ("text", Array("Link America/Los_Angeles US/Pacific\n".utf8)),
        ("too large", bytes + [UInt8](repeating: 0, count: TZifFile.maximumBytes)),
        ("leap seconds", replacing(at: 44 + 6 + 4 + 28, with: [0, 0, 0, 1])),
        ("counts of four billion", replacing(at: 32, with: [0xFF, 0xFF, 0xFF, 0xFF])),
        ("no types", replacing(at: 36, with: [0, 0, 0, 0])),
        ("times that do not ascend", ZoneFolder.zone("UTC0", transitions: [(5, 0), (5, 1)])),
        ("times that descend", ZoneFolder.zone("UTC0", transitions: [(5, 0), (4, 1)])),
        ("an offset of a day and more", ZoneFolder.zone("UTC0", firstOffset: 93_600)),
        ("the least number as an offset", ZoneFolder.zone("UTC0", firstOffset: .min)),
        ("an invalid rule", ZoneFolder.zone("Europe/Berlin")),
        ("a huge rule", ZoneFolder.zone(String(repeating: "A", count: 10_000) + "0")),
        ("no end of the rule", ZoneFolder.zone("UTC0").dropLast()),
    ]

    private static func replacing(at place: Int, with bytes: [UInt8]) -> [UInt8] {
        var all = Self.bytes
        all.replaceSubrange(place..<(place + bytes.count), with: bytes)
        return all
    }

    @Test("a file that contradicts itself is refused", arguments: malformed)
    func refused(name: String, bytes: [UInt8]) {
        #expect(throws: TZifError.self) { try TZifFile(bytes) }
    }
}
