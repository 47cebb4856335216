/// What the head of a `-shm` file says of the log beside it (<https://www.sqlite.org/walformat.html> §2.2).
struct LogIndex: Hashable, Sendable {
    /// How far the log is in the database. Whatever writes the database moves this first.
    struct Checkpoint: Hashable, Sendable {
        /// Which log: each time it starts over it has another.
        var salt: UInt64
        /// Frames that are in the database.
        var written: UInt32
        /// Frames that somebody has begun to write into it.
        var begun: UInt32

        var isUnderWay: Bool { begun != written }
    }

    /// Frames of the log that count.
    var frames: UInt32
    var pageSize: Int
    /// Of the last frame that counts, and so of all before it.
    var checksum: UInt64
    var checkpoint: Checkpoint

    /// Where the last frame that counts begins; nil when none does.
    var lastFrame: Int? {
        frames > 0 ? Self.logHeaderLength + (Int(frames) - 1) * (Self.frameHeaderLength + pageSize) : nil
    }

    /// Whether the database has all its pages, as far as SQLite has written it: no frame of this log is in it, or each is. In between,
    /// its header may speak of pages that are in the log only.
    var isDatabaseWhole: Bool { !checkpoint.isUnderWay && (checkpoint.written == 0 || checkpoint.written == frames) }

    static let logHeaderLength = 32
    static let frameHeaderLength = 24

    /// Whether a frame that begins with these bytes is the last one that counts.
    func isLastFrame(_ header: [UInt8]) -> Bool {
        guard header.count == Self.frameHeaderLength else { return false }
        return Self.words(header[8..<16]) == checkpoint.salt && Self.words(header[16..<24]) == checksum
    }

    /// How a head reads.
    enum Reading: Hashable, Sendable {
        case settled(LogIndex)
        /// Somebody writes it just now, or it cannot be read.
        case unsettled
        /// There is less of it than SQLite has made, or something else stands there.
        case broken
    }

    /// Bytes of a head.
    static let length = 136
    /// Bytes of what is there twice.
    private static let copyLength = 48

    /// The head is there twice, as its writer needs two steps; what tells of checkpoints follows.
    static func read(_ bytes: [UInt8]) -> Reading {
        guard bytes.count == length else { return .broken }
        func number(at offset: Int) -> UInt32 {
            bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
        }
        let starts = [0, copyLength]
        // The version, and that it was made, are in either at all times.
        guard starts.allSatisfy({ number(at: $0) == 3_007_000 && bytes[$0 + 12] == 1 }) else { return .broken }
        guard bytes[..<copyLength].elementsEqual(bytes[copyLength..<(2 * copyLength)]) else { return .unsettled }
        let size = Int(bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 14, as: UInt16.self) })
        return .settled(
            LogIndex(
                frames: number(at: 16),
                // 1 is 65536.
                pageSize: (size & 0xfe00) + (size & 1) << 16,
                checksum: UInt64(number(at: 24)) << 32 | UInt64(number(at: 28)),
                checkpoint: Checkpoint(
                    salt: words(bytes[32..<40]), written: number(at: 96), begun: number(at: 128))))
    }

    /// Bytes as one number, the first in front: so the log has its salts and checksums, and the index its salts.
    private static func words(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
