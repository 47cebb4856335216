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

    /// What is in the files.
    private struct Contents: ServedContents {
        var index = LogIndex.Reading.settled(.some())
        var isWhole: Bool? = true
        var stamp: [UInt8]? = [1]
        var endsAs: LogIndex? = .some()
        var isReadable = true

        /// What a disk has that answers every read with an error.
        static let unreadable = Contents(index: .unsettled, isWhole: nil, stamp: nil, isReadable: false)

        func logEnds(as index: LogIndex) -> Bool? { isReadable ? index == endsAs : nil }
    }

    /// What is found one look after another, and what is thought of it.
    private func judge(_ looks: [(ServedFiles, isWhole: Bool)]) -> [Trouble?] {
        judge(looks.map { ($0.0, Contents(isWhole: $0.isWhole)) })
    }

    private func judge(_ looks: [(ServedFiles, Contents)]) -> [Trouble?] {
        var watch = ServedFilesWatch(Self.whole)
        return looks.map { files, contents in
            watch.look(at: files, after: contents.index, contents)
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
        watch.look(at: gone, after: Contents().index, Contents(), wasWritten: true)
        #expect(watch.trouble == .gone)
        watch.look(at: written, after: Contents().index, Contents())
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

    @Test("what cannot be read tells nothing, until it can")
    func unreadable() {
        let shorter = Self.files { $0.database?.size = 4096 }
        let gone = Self.files { $0.database = nil }
        let served = Contents()
        #expect(judge([(Self.whole, served), (Self.whole, .unreadable), (Self.whole, served)]) == [nil, nil, nil])
        #expect(judge([(shorter, .unreadable), (shorter, Contents(isWhole: false))]) == [nil, .cut])
        #expect(judge([(gone, served), (shorter, .unreadable), (Self.whole, served)]) == [.gone, .gone, nil])
        let unreadLog = Contents(isReadable: false)
        #expect(judge([(Self.whole, unreadLog), (Self.whole, Contents(endsAs: nil))]) == [nil, .logCut])
    }

    @Test("a database that was written without a checkpoint was overwritten, if other pages are there")
    func overwritten() {
        let written = Self.files { $0.database?.written = 2 }
        let again = Self.files { $0.database?.written = 3 }
        func contents(_ stamp: [UInt8]?, _ checkpoint: LogIndex.Checkpoint = .some()) -> Contents {
            let index = LogIndex.some(checkpoint)
            return Contents(index: .settled(index), stamp: stamp, endsAs: index)
        }
        let (begun, done) = (
            LogIndex.Checkpoint.some(written: 3, begun: 7), LogIndex.Checkpoint.some(written: 7, begun: 7)
        )
        for (looks, trouble) in [
            // Copied over it, or touched.
            ([(Self.whole, contents([1])), (written, contents([2]))], .overwritten),
            ([(Self.whole, contents([1])), (written, contents([]))], .overwritten),
            // It cannot be read for a while.
            ([(Self.whole, contents([1])), (written, contents(nil))], nil),
            ([(Self.whole, contents([1])), (written, contents(nil)), (written, contents([1]))], nil),
            ([(Self.whole, contents([1])), (written, contents(nil)), (written, contents([2]))], .overwritten),
            ([(Self.whole, contents([1])), (written, contents([1]))], nil),
            ([(Self.whole, contents([1])), (written, contents([1])), (again, contents([2]))], .overwritten),
            // A checkpoint, with looks at all times of it.
            ([(Self.whole, contents([1])), (written, contents([2], done))], nil),
            (
                [
                    (Self.whole, contents([1])), (Self.whole, contents([1], begun)), (written, contents([2], begun)),
                    (again, contents([3], begun)), (again, contents([4], done)), (again, contents([4], done)),
                ], nil
            ),
            // Copied over it after one.
            (
                [(Self.whole, contents([1])), (written, contents([2], done)), (again, contents([3], done))],
                .overwritten
            ),
            ([(Self.whole, contents([1])), (written, contents([2], .some(salt: 9)))], nil),
        ] as [([(ServedFiles, Contents)], Trouble?)] {
            #expect(judge(looks).last == trouble, "\(looks)")
        }
    }

    @Test("a database that a checkpoint has made longer, and that was then cut, is cut, though no shorter than it was")
    func grownAndCut() {
        func contents(frames: UInt32 = 7, _ checkpoint: LogIndex.Checkpoint, isWhole: Bool = false) -> Contents {
            var index = LogIndex.some(checkpoint)
            index.frames = frames
            return Contents(index: .settled(index), isWhole: isWhole, stamp: [2], endsAs: index)
        }
        let written = Self.files { $0.database?.written = 2 }
        let first = (Self.whole, contents(.some(), isWhole: true))
        let done = LogIndex.Checkpoint.some(written: 7, begun: 7)
        for (second, trouble) in [
            (contents(done), .cut), (contents(done, isWhole: true), nil),
            // The log has started over since.
            (contents(frames: 0, .some(salt: 2, written: 0, begun: 0)), .cut),
            (contents(frames: 2, .some(salt: 2, written: 0, begun: 0)), .cut),
            // Pages that its header speaks of are in the log only.
            (contents(.some(written: 5, begun: 5)), nil), (contents(.some(written: 5, begun: 7)), nil),
        ] as [(Contents, Trouble?)] {
            #expect(judge([first, (written, second)]) == [nil, trouble], "\(second)")
        }
        let underWay = (written, contents(.some(written: 3, begun: 7)))
        #expect(judge([first, underWay, (written, contents(done))]) == [nil, nil, .cut])
    }

    @Test("a checkpoint that happens while one looks is nobody else's writing")
    func checkpointMeanwhile() {
        var watch = ServedFilesWatch(Self.whole)
        watch.look(at: Self.whole, after: Contents().index, Contents())
        let after = LogIndex.some(.some(written: 7, begun: 7))
        let contents = Contents(index: .settled(after), stamp: [2], endsAs: after)
        watch.look(at: Self.files { $0.database?.written = 2 }, after: Contents().index, contents)
        #expect(watch.trouble == nil)
        watch.look(at: Self.files { $0.database?.written = 2 }, after: contents.index, contents)
        #expect(watch.trouble == nil)
    }

    @Test("an index that is shorter or none, and a log without its last frame, are lost for good")
    func logs() {
        let short = Self.files { $0.index?.size = 0 }
        let longer = Self.files { $0.index?.size = 65_536 }
        #expect(judge([(short, Contents()), (Self.whole, Contents())]) == [.indexCut, .indexCut])
        #expect(judge([(longer, Contents()), (Self.whole, Contents())]) == [nil, .indexCut])
        #expect(judge([(Self.whole, Contents(index: .broken))]) == [.indexCut])
        #expect(judge([(Self.whole, Contents(endsAs: nil)), (Self.whole, Contents())]) == [.logCut, .logCut])
        // Somebody writes the index just now: the next look will tell.
        #expect(judge([(Self.whole, Contents(index: .unsettled, endsAs: nil))]) == [nil])
    }
}

extension LogIndex {
    static func some(_ checkpoint: Checkpoint = .some()) -> LogIndex {
        LogIndex(frames: 7, pageSize: 4096, checksum: 1, checkpoint: checkpoint)
    }
}

extension LogIndex.Checkpoint {
    static func some(salt: UInt64 = 1, written: UInt32 = 3, begun: UInt32 = 3) -> LogIndex.Checkpoint {
        LogIndex.Checkpoint(salt: salt, written: written, begun: begun)
    }
}
