/// A WAV file (RIFF WAVE), as far as it is of use here: format, samples, and the mark of a rendered one.
///
/// Its bytes may be anything: nothing in them is believed that the file's own length does not bear out.
public struct WaveFile: Sendable {
    public let format: SoundFormat
    /// Nil for a file that was not rendered.
    public let mark: RenderMark?
    /// Bytes that the header promises and the file does not have.
    let missingBytes: Int
    /// The bytes of sound that the header promises.
    let soundBytes: Int

    private let bytes: [UInt8]
    /// Where the sound is in `bytes`, as far as it does.
    private let sound: Range<Int>

    /// - Parameters:
    ///   - bytes: the file, or its beginning.
    ///   - fileSize: how long the whole file is, when `bytes` are only its beginning.
    public init(_ bytes: [UInt8], fileSize: Int? = nil) throws(SoundProblem) {
        let size = max(bytes.count, fileSize ?? 0)
        guard bytes.count >= 12, Self.name(in: bytes, at: 0) == "RIFF", Self.name(in: bytes, at: 8) == "WAVE" else {
            throw .notWave
        }
        var format: SoundFormat?
        var data: (start: Int, length: Int)?
        var mark: RenderMark?
        var place = 12
        // Each step goes on by eight bytes or more, so that it ends.
        while place + 8 <= bytes.count {
            let name = Self.name(in: bytes, at: place)
            let length = Self.number(in: bytes, at: place + 4, bytes: 4)
            let start = place + 8
            let end = min(bytes.count, start + length)
            switch name {
            case "fmt " where format == nil: format = try Self.format(bytes[start..<end])
            case "data" where data == nil: data = (start, length)
            case "LIST" where mark == nil: mark = Self.mark(bytes[start..<end])
            default: break
            }
            // A chunk of odd length has one byte more behind it.
            place = start + length + length % 2
        }
        guard let format, let data else { throw .notWave }
        self.format = format
        self.mark = mark
        self.bytes = bytes
        soundBytes = data.length
        missingBytes = max(0, data.start + data.length - size)
        sound = data.start..<min(bytes.count, data.start + data.length)
    }

    /// The samples of a file in the format of the telephone.
    public var samples: [Int16] {
        bytes.withUnsafeBytes { bytes in
            (0..<sound.count / 2).map { index in
                Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: sound.lowerBound + 2 * index, as: Int16.self))
            }
        }
    }

    /// How long it lasts, as its header says.
    public var milliseconds: Int {
        guard format.rate > 0 else { return 0 }
        return soundBytes / format.bytesPerFrame * 1000 / format.rate
    }

    /// Of what it was rendered; nil for a recording, and for what was rendered and then changed.
    public var renderedSource: SoundDigest? {
        guard let mark, missingBytes == 0, mark.sound == SoundDigest(of: bytes[sound]) else { return nil }
        return mark.source
    }

    /// The bytes of a file with these samples in the format of the telephone.
    ///
    /// - Parameter source: what they were rendered of.
    public static func bytes(_ samples: [Int16], renderedFrom source: SoundDigest? = nil) -> [UInt8] {
        let format = SoundFormat.telephone
        let sound = samples.flatMap { little(Int(UInt16(bitPattern: $0)), bytes: 2) }
        var chunks = chunk(
            "fmt ",
            little(1, bytes: 2) + little(format.channels, bytes: 2) + little(format.rate, bytes: 4)
                + little(format.rate * format.bytesPerFrame, bytes: 4) + little(format.bytesPerFrame, bytes: 2)
                + little(format.bits, bytes: 2))
        chunks += chunk("data", sound)
        if let source {
            let mark = RenderMark(source: source, sound: SoundDigest(of: sound))
            // Behind the sound, as some players take everything from byte 44 on for sound.
            chunks += chunk("LIST", Array("INFO".utf8) + chunk("ICMT", Array(mark.text.utf8) + [0]))
        }
        return chunk("RIFF", Array("WAVE".utf8) + chunks)
    }

    // MARK: Chunks

    /// WAVE's tag of plain samples.
    private static let plainTag = 1
    /// WAVE's tag that says: the tag stands farther behind.
    private static let extensibleTag = 0xFFFE

    private static func format(_ chunk: ArraySlice<UInt8>) throws(SoundProblem) -> SoundFormat {
        let bytes = Array(chunk)
        guard bytes.count >= 16 else { throw .notWave }
        var tag = number(in: bytes, at: 0, bytes: 2)
        if tag == extensibleTag, bytes.count >= 26 { tag = number(in: bytes, at: 24, bytes: 2) }
        guard tag == plainTag else { throw .notPlain(tag: tag) }
        return SoundFormat(
            rate: number(in: bytes, at: 4, bytes: 4), channels: number(in: bytes, at: 2, bytes: 2),
            bits: number(in: bytes, at: 14, bytes: 2))
    }

    /// The mark in a list of remarks.
    private static func mark(_ chunk: ArraySlice<UInt8>) -> RenderMark? {
        let bytes = Array(chunk)
        guard bytes.count >= 12, name(in: bytes, at: 0) == "INFO", name(in: bytes, at: 4) == "ICMT" else { return nil }
        let end = min(bytes.count, 12 + number(in: bytes, at: 8, bytes: 4))
        return RenderMark(text: String(decoding: bytes[12..<end].prefix { $0 != 0 }, as: UTF8.self))
    }

    private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        Array(name.utf8) + little(content.count, bytes: 4) + content + (content.count % 2 == 1 ? [0] : [])
    }

    private static func name(in bytes: [UInt8], at place: Int) -> String {
        String(decoding: bytes[place..<place + 4], as: UTF8.self)
    }

    /// A number whose lowest byte stands first.
    private static func number(in bytes: [UInt8], at place: Int, bytes count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }

    private static func little(_ number: Int, bytes count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}
