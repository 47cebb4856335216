import Testing

@testable import StoreSQLite

@Suite("Whether the served files are where they were", .timeLimit(.minutes(1)))
struct ServedFilesTests {
    typealias Trouble = ServedFilesWatch.Trouble

    private static let database = FileStatus(device: 1, inode: 10, size: 8192, written: 1)
    private static let log = FileStatus(device: 1, inode: 11, size: 4096, written: 1)
    private static let index = FileStatus(device: 1, inode: 12, size: 32_768, written: 1)
    private static let whole = ServedFiles(database: database, log: log, index: index)

    private static func files(_ change: (inout ServedFiles) -> Void) -> ServedFiles {
        var files = whole
        change(&files)
        return files
    }

    /// What is found one look after another, and what is thought of it.
    private func judge(_ looks: [(ServedFiles, isWhole: Bool)]) -> [Trouble?] {
        var watch = ServedFilesWatch(Self.whole)
        return looks.map { files, isWhole in
            watch.look(at: files, isWhole: { isWhole })
            return watch.trouble
        }
    }

    @Test("what is not there, another file, a shorter one, and a log that is another's")
    func troubles() {
        let gone = Self.files { $0.database = nil }
        let replaced = Self.files { $0.database?.inode = 20 }
        let elsewhere = Self.files { $0.database?.device = 2 }
        let shorter = Self.files { $0.database?.size = 4096 }
        let longer = Self.files { $0.database?.size = 1 << 20 }
        let written = Self.files { $0.log?.written = 2 }
        for (files, isWhole, trouble) in [
            (Self.whole, true, nil), (longer, true, nil), (written, true, nil), (gone, true, .gone),
            (ServedFiles(), true, .gone), (replaced, true, .replaced), (elsewhere, true, .replaced),
            (shorter, false, .cut), (shorter, true, nil), (Self.files { $0.log = nil }, true, .logLost),
            (Self.files { $0.log?.inode = 21 }, true, .logLost), (Self.files { $0.index = nil }, true, .logLost),
            (Self.files { $0.index?.inode = 22 }, true, .logLost),
        ] as [(ServedFiles, Bool, Trouble?)] {
            #expect(judge([(files, isWhole)]) == [trouble], "\(files)")
        }
    }

    @Test("what was away and is back is served again, unless somebody has written its log meanwhile")
    func back() {
        let gone = Self.files { $0.database = nil }
        let written = Self.files { $0.log?.written = 2 }
        #expect(judge([(gone, true), (Self.whole, true)]) == [.gone, nil])
        #expect(judge([(ServedFiles(), true), (Self.whole, true)]) == [.gone, nil])
        #expect(judge([(gone, true), (written, true), (Self.whole, true)]) == [.gone, .logLost, .logLost])
        // What was written before is known.
        #expect(judge([(written, true), (gone, true), (written, true)]) == [nil, .gone, nil])
    }

    @Test("what this program has written itself, as the database went away, is known too")
    func ownWrite() {
        var watch = ServedFilesWatch(Self.whole)
        let written = Self.files { $0.log?.written = 2 }
        let gone = ServedFiles(database: nil, log: written.log, index: Self.index)
        watch.look(at: gone, isWhole: { true }, wasWritten: true)
        #expect(watch.trouble == .gone)
        watch.look(at: written, isWhole: { true })
        #expect(watch.trouble == nil)
    }

    @Test("what was cut, or lost its log, is never served again")
    func forGood() {
        let shorter = Self.files { $0.database?.size = 4096 }
        #expect(judge([(shorter, false), (Self.whole, true)]) == [.cut, .cut])
        #expect(judge([(Self.files { $0.log = nil }, true), (Self.whole, true)]) == [.logLost, .logLost])
    }

    @Test("a database that was made shorter properly may be cut later")
    func shorter() {
        let half = Self.files { $0.database?.size = 4096 }
        let quarter = Self.files { $0.database?.size = 2048 }
        #expect(judge([(half, true), (half, false), (quarter, false)]) == [nil, nil, .cut])
    }
}
