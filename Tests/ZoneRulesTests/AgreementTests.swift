import Foundation
import Testing
import VoicemailTestKit

@testable import ZoneRules

/// What Python's zoneinfo says of the same files.
@Suite("Agreement with Python", .timeLimit(.minutes(5)))
struct AgreementTests {
    /// Prints for each zone its name, and for each link that of the zone. Below a zone, at each moment from 1970 to 2100 at which
    /// something may change: the moment, and the offsets a second before and then. The moments are those in the file, and behind
    /// its last one those at which the offset changes from one tenth day to the next.
    private static let script = """
        import datetime, os, struct, sys, zoneinfo
        top, first, last, step = sys.argv[1], 0, 4102444800, 10 * 86400
        zoneinfo.reset_tzpath([top])
        seen = {}
        for name in sorted(zoneinfo.available_timezones() - {'localtime'}):
            path = os.path.realpath(os.path.join(top, name))
            if path in seen:
                print(name, seen[path])
                continue
            seen[path] = name
            print(name)
            zone = zoneinfo.ZoneInfo(name)
            def offset(moment):
                offset = datetime.datetime.fromtimestamp(moment, zone).utcoffset()
                return offset.days * 86400 + offset.seconds
            data = open(path, 'rb').read()
            def sizes(place):
                return struct.unpack('>6l', data[place + 20:place + 44])
            ut, standard, leaps, times, types, letters = sizes(0)
            place = 44 + times * 5 + types * 6 + letters + leaps * 8 + standard + ut
            times = struct.unpack('>%dq' % sizes(place)[3], data[place + 44:place + 44 + 8 * sizes(place)[3]])
            moments = {first + 1, last} | {moment for moment in times if first < moment < last}
            if b',' in data[data.rindex(b'\\n', 0, -1):]:
                before = max(first, times[-1] if times else first)
                for moment in range(before + step, last, step):
                    if offset(moment) != offset(before):
                        low, high = before, moment
                        while low + 1 < high:
                            middle = (low + high) // 2
                            low, high = (middle, high) if offset(middle) == offset(before) else (low, middle)
                        moments.add(high)
                    before = moment
            for moment in sorted(moments):
                print(' ', moment, offset(moment - 1), offset(moment))
        """

    private static let system = ZoneDirectory.ofSystem
    private static let hasZones = ZoneDatabase().edition.source == .system
    private static let source = URL(filePath: system.path).appending(path: "tzdata.zi")
    private static let compiler = ["/usr/sbin/zic", "/sbin/zic", "/usr/bin/zic"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test(
        "every zone of the system is around every change from 1970 to 2100 what Python says it is",
        .enabled(if: hasZones, "the machine has no tzdata"))
    func allZones() async throws {
        try await expectAgreement(in: Self.system)
    }

    @Test(
        "and so it is where files have a rule instead of the changes to come",
        .enabled(if: hasZones && compiler != nil && FileManager.default.fileExists(atPath: source.path)))
    func slimZones() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vmgate-slim-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let compiler = try #require(Self.compiler)
        let made = try await ProgramRun(compiler, ["-b", "slim", "-d", folder.path, Self.source.path])
        try #require(made.status == 0, "\(made.errors)")
        try await expectAgreement(in: ZoneDirectory(path: folder.path))
    }

    private func expectAgreement(in directory: ZoneDirectory) async throws {
        let zones = ZoneDatabase(directory: directory) { Issue.record("\($0)") }
        let python = try await ProgramRun("python3", ["-c", Self.script, directory.path])
        try #require(python.status == 0, "\(python.errors)")
        var names: Set<Substring> = []
        var changes = 0
        var current: (name: Substring, file: TZifFile)?
        for line in python.output.utf8.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: " ")).map { Substring($0) }
            if line.first != UInt8(ascii: " ") {
                names.insert(fields[0])
                guard case .ofSystem(let file) = zones.zone(named: String(fields[0])) else {
                    Issue.record("\(fields[0]) is not there")
                    continue
                }
                if fields.count == 1 {
                    current = (fields[0], file)
                } else if case .ofSystem(let target) = zones.zone(named: String(fields[1])) {
                    #expect(file == target, "\(fields[0]) is not \(fields[1])")
                }
                continue
            }
            guard let (name, file) = current, let moment = Int64(fields[0]) else { continue }
            let (before, now) = (file.period(at: moment - 1), file.period(at: moment))
            changes += before.offset == now.offset ? 0 : 1
            let agrees = "\(before.offset)" == fields[1] && "\(now.offset)" == fields[2]
            if !agrees {
                Issue.record("\(name) at \(moment): \(before.offset) and \(now.offset), Python: \(fields[1...])")
            }
        }
        #expect(names.count > 400)
        #expect(changes > 10_000)
    }
}
