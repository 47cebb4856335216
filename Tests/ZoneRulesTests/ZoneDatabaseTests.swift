import Foundation
import Synchronization
import Testing
import VoicemailTestKit

@testable import ZoneRules

@Suite("The zones there are", .timeLimit(.minutes(5)))
struct ZoneDatabaseTests {
    /// 2026-11-30T12:00:00Z
    static let moment: Int64 = 1_796_040_000

    private func isOfSystem(_ zone: Zone?) -> Bool {
        if case .ofSystem = zone { true } else { false }
    }

    @Test("a zone is what the folder says, and where the folder has it not, what came with the program")
    func sources() throws {
        let problems = Mutex<[ZoneProblem]>([])
        let folder = try ZoneFolder(zones: ["America/Vancouver": "<-07>7", "Mars/Olympus": "<+01>-1"])
        try folder.write(Data("TZif nonsense".utf8), to: "Europe/Paris")
        let zones = ZoneDatabase(directory: ZoneDirectory(path: folder.path)) { problem in
            problems.withLock { $0.append(problem) }
        }
        #expect(zones.edition == ZoneDatabase.Edition(source: .system, version: "2026f"))
        #expect(zones.edition.description == "2026f")
        #expect(zones.zone(named: "America/Vancouver")?.period(at: Self.moment).offset == -25_200)
        #expect(zones.zone(named: "Mars/Olympus")?.period(at: Self.moment).offset == 3600)
        for _ in 1...2 {
            for name in ["Europe/Berlin", "Europe/Paris"] {
                let zone = zones.zone(named: name)
                #expect(zone?.period(at: Self.moment).offset == 3600)
                #expect(!isOfSystem(zone))
            }
        }
        #expect(zones.zone(named: "Mars/Phobos") == nil)
        #expect(
            problems.withLock { $0 } == [
                ZoneProblem(zone: "Europe/Berlin", file: "\(folder.path)/Europe/Berlin", reason: "is not there"),
                ZoneProblem(
                    zone: "Europe/Paris", file: "\(folder.path)/Europe/Paris", reason: "is of an unknown version"),
            ])
    }

    @Test(
        "a name leads to a zone below the folder, and to nothing else",
        arguments: [
            "../secret", "Europe/../../secret", "/etc/localtime", "Europe//Berlin", "Europe/Berlin/", "", "/", "Europe",
            "right/Europe/Berlin", "posix/Europe/Berlin", "localtime", "posixrules", "leapseconds", "tzdata.zi", "pipe",
            "europe/berlin", "Europe/Berlin\0", "Europe/Bérlin", "device", String(repeating: "A/", count: 5000) + "A",
            String(repeating: "A", count: 5000),
        ])
    func names(name: String) throws {
        let folder = try ZoneFolder(zones: [
            "zones/Europe/Berlin": "CET-1", "zones/right/Europe/Berlin": "CET-1", "zones/posix/Europe/Berlin": "CET-1",
            "zones/localtime": "CET-1", "zones/posixrules": "CET-1", "zones/Etc/UTC": "UTC0", "secret": "CET-1",
        ])
        #expect(mkfifo(folder.path + "/zones/pipe", 0o600) == 0)
        #expect(symlink("/dev/zero", folder.path + "/zones/device") == 0)
        let zones = ZoneDatabase(directory: ZoneDirectory(path: folder.path + "/zones"))
        #expect(isOfSystem(zones.zone(named: "Europe/Berlin")))
        #expect(zones.zone(named: name) == nil)
    }

    @Test("a link is found by its file, or else in the text of the rules")
    func links() throws {
        let folder = try ZoneFolder(zones: ["America/Los_Angeles": "XXX5", "Europe/Berlin": "XXX6"])
        try folder.write(
            Data(
                "# version 2026f\nZ Europe/Berlin 1 - CET\nL America/Los_Angeles US/Pacific\nL ../x Old/Name\nL\n".utf8),
            to: "tzdata.zi")
        #expect(symlink("Europe/Berlin", folder.path + "/Mine") == 0)
        let zones = ZoneDatabase(directory: ZoneDirectory(path: folder.path))
        #expect(zones.zone(named: "US/Pacific")?.period(at: 0).offset == -18_000)
        #expect(zones.zone(named: "Mine")?.period(at: 0).offset == -21_600)
        #expect(zones.zone(named: "Old/Name") == nil)
    }

    @Test("without a folder, or with one that has no zones, the built-in ones are in force", arguments: [true, false])
    func builtIn(isThere: Bool) throws {
        let folder = try ZoneFolder()
        for name in ["Etc/UTC", "UTC"] { try folder.write(Data(), to: name) }
        let zones = ZoneDatabase(directory: ZoneDirectory(path: isThere ? folder.path : "/nowhere"))
        #expect(zones.edition.source == .builtIn)
        #expect(zones.edition.description.hasPrefix("built-in:20"))
        #expect(zones.zone(named: "Europe/Berlin")?.period(at: Self.moment).offset == 3600)
        #expect(zones.zone(named: "PST") == nil && zones.zone(named: "right/Europe/Berlin") == nil)
    }

    @Test(
        "the release is what the folder's files say",
        arguments: [
            ("tzdata.zi", "# version 2026f\nZ", "2026f"), ("tzdata.zi", "# version 2026f-3-gabc\n", "2026f-3-gabc"),
            ("+VERSION", "2026f\n", "2026f"), ("tzdata.zi", "# redistributed\n", nil), ("tzdata.zi", "", nil),
            ("tzdata.zi", "# version 2026\u{7}f\n", nil),
            ("tzdata.zi", "# version " + String(repeating: "2", count: 90), nil),
        ] as [(String, String, String?)])
    func versions(file: String, content: String, version: String?) throws {
        let folder = try ZoneFolder()
        try FileManager.default.removeItem(atPath: folder.path + "/tzdata.zi")
        try folder.write(Data(content.utf8), to: file)
        let zones = ZoneDatabase(directory: ZoneDirectory(path: folder.path))
        #expect(zones.edition == ZoneDatabase.Edition(source: .system, version: version))
    }

    /// What may happen to a folder while its zones are in use.
    enum Change: CaseIterable {
        case version, usedZone, usedZoneInPlace, usedZoneGone, missingZoneCame, folderGone

        func happen(to folder: ZoneFolder) throws {
            let berlin = folder.path + "/Europe/Berlin"
            switch self {
            case .version: try folder.write(Data("# version 2027a\n".utf8), to: "tzdata.zi")
            case .usedZone: try folder.write(Data(ZoneFolder.zone("CET-2")), to: "Europe/Berlin")
            case .usedZoneInPlace: try Data(ZoneFolder.zone("CET-2")).write(to: URL(filePath: berlin))
            case .usedZoneGone: try FileManager.default.removeItem(atPath: berlin)
            case .missingZoneCame: try folder.write(Data(ZoneFolder.zone("CET-2")), to: "Europe/Rome")
            case .folderGone: try FileManager.default.removeItem(atPath: folder.path)
            }
        }
    }

    @Test("what changes in the folder is seen at the next look, once", arguments: Change.allCases)
    func refresh(change: Change) throws {
        let folder = try ZoneFolder(zones: ["Europe/Berlin": "CET-1"])
        let zones = ZoneDatabase(directory: ZoneDirectory(path: folder.path))
        #expect(isOfSystem(zones.zone(named: "Europe/Berlin")))
        #expect(!isOfSystem(zones.zone(named: "Europe/Rome")))
        #expect(!zones.refresh())
        try folder.write(Data(ZoneFolder.zone("CET-2")), to: "Europe/Madrid")
        #expect(!zones.refresh(), "nobody has asked for that zone")
        try change.happen(to: folder)
        #expect(zones.refresh())
        #expect(!zones.refresh())
        let (berlin, rome) = (zones.zone(named: "Europe/Berlin"), zones.zone(named: "Europe/Rome"))
        switch change {
        case .version: #expect(zones.edition.version == "2027a")
        case .usedZone, .usedZoneInPlace: #expect(berlin?.period(at: 0).offset == 7200)
        case .usedZoneGone: #expect(berlin?.period(at: 0).offset == 3600 && !isOfSystem(berlin))
        case .missingZoneCame: #expect(rome?.period(at: 0).offset == 7200)
        case .folderGone: #expect(zones.edition.source == .builtIn && !isOfSystem(berlin))
        }
    }
}
