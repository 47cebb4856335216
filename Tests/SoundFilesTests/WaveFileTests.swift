import SoundFiles
import Testing

@Suite("WAV files are read and written", .timeLimit(.minutes(1)))
struct WaveFileTests {
    static let tone: [Int16] = (0..<4000).map { Int16(($0 % 20 - 10) * 1000) }

    /// A file put together chunk by chunk, with the lengths that are asked for.
    struct Bytes {
        var riff = "RIFF"
        var wave = "WAVE"
        var format: [UInt8]? = Bytes.format()
        var formatLength: Int?
        var before: [UInt8] = []
        var data: [UInt8]? = [UInt8](repeating: 7, count: 4000)
        var dataLength: Int?

        static func format(tag: Int = 1, channels: Int = 1, rate: Int = 8000, bits: Int = 16) -> [UInt8] {
            little(tag, 2) + little(channels, 2) + little(rate, 4) + little(rate * channels * bits / 8, 4)
                + little(channels * bits / 8, 2) + little(bits, 2)
        }

        static func little(_ number: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }

        static func chunk(_ name: String, _ content: [UInt8], length: Int? = nil) -> [UInt8] {
            Array(name.utf8) + little(length ?? content.count, 4) + content + (content.count % 2 == 1 ? [0] : [])
        }

        var all: [UInt8] {
            var chunks = before
            if let format { chunks += Self.chunk("fmt ", format, length: formatLength) }
            if let data { chunks += Self.chunk("data", data, length: dataLength) }
            return Array(riff.utf8) + Self.little(chunks.count + 4, 4) + Array(wave.utf8) + chunks
        }
    }

    @Test("what is written is read again")
    func roundTrip() throws {
        let file = try WaveFile(WaveFile.bytes(Self.tone))
        #expect(file.format == .telephone)
        #expect(file.samples == Self.tone)
        #expect(file.milliseconds == 500)
        #expect(file.renderedSource == nil)
        #expect(SoundCheck.problems(file) == [])
    }

    static let noFiles: [(Bytes, SoundProblem)] = [
        (Bytes(riff: "RIFX"), .notWave),
        (Bytes(wave: "AVI "), .notWave),
        (Bytes(format: nil), .notWave),
        (Bytes(data: nil), .notWave),
        (Bytes(format: [1, 0, 1, 0]), .notWave),
        (Bytes(format: Bytes.format(tag: 7)), .notPlain(tag: 7)),
        (Bytes(format: Bytes.format(tag: 0x55)), .notPlain(tag: 0x55)),
        (Bytes(format: Bytes.format(tag: 0xFFFE)), .notPlain(tag: 0xFFFE)),
        // The length of the format swallows the sound.
        (Bytes(formatLength: 0x7FFF_FFFF), .notWave),
        (Bytes(before: Bytes.chunk("LIST", [0], length: 0xFFFF_FFFF)), .notWave),
    ]

    @Test("what is no plain WAV file is refused", arguments: noFiles)
    func refused(bytes: Bytes, problem: SoundProblem) {
        #expect(throws: problem) { try WaveFile(bytes.all) }
    }

    static let oddFiles: [(Bytes, [SoundProblem])] = [
        (Bytes(format: Bytes.format(rate: 44_100)), [.rate(44_100)]),
        (Bytes(format: Bytes.format(rate: 0)), [.rate(0)]),
        (Bytes(format: Bytes.format(channels: 2)), [.channels(2)]),
        (Bytes(format: Bytes.format(channels: 0)), [.channels(0)]),
        (Bytes(format: Bytes.format(bits: 8)), [.bits(8)]),
        (Bytes(format: Bytes.format(channels: 2, rate: 48_000, bits: 24)), [.rate(48_000), .channels(2), .bits(24)]),
        (Bytes(dataLength: 4100), [.cutShort(missingBytes: 100)]),
        (Bytes(dataLength: 0xFFFF_FFFF), [.cutShort(missingBytes: 0xFFFF_FFFF - 4000), .tooLong(seconds: 268_435)]),
        (Bytes(data: []), [.tooShort(milliseconds: 0)]),
        (Bytes(data: [1]), [.tooShort(milliseconds: 0)]),
        (Bytes(data: [UInt8](repeating: 0, count: 1000)), [.tooShort(milliseconds: 62)]),
        (Bytes(data: [UInt8](repeating: 0, count: 4000)), [.silent]),
        (Bytes(data: [UInt8](repeating: 0, count: 1_000_000)), [.tooLong(seconds: 62)]),
        // A chunk before the sound, of odd length, and the extensible form of the header.
        (Bytes(before: Bytes.chunk("JUNK", [1, 2, 3])), []),
        (
            Bytes(
                format: Bytes.format(tag: 0xFFFE) + Bytes.little(22, 2) + Bytes.little(16, 2) + Bytes.little(4, 4)
                    + Bytes.little(1, 2) + [UInt8](repeating: 0, count: 14)), []
        ),
    ]

    @Test("what cannot be played is named", arguments: oddFiles)
    func odd(bytes: Bytes, problems: [SoundProblem]) throws {
        #expect(SoundCheck.problems(try WaveFile(bytes.all)) == problems)
    }

    @Test("a beginning shows the form of a file whose end was not read")
    func beginning() throws {
        let bytes = WaveFile.bytes(Self.tone)
        let file = try WaveFile(Array(bytes.prefix(100)), fileSize: bytes.count)
        #expect(SoundCheck.problemsOfForm(file) == [])
        #expect(file.milliseconds == 500)
        #expect(throws: SoundProblem.notWave) { try WaveFile(Array(bytes.prefix(20)), fileSize: bytes.count) }
    }

    @Test("a file that is cut at any byte is refused or reported, and never more", arguments: [0, 1])
    func cut(marked: Int) throws {
        let bytes = WaveFile.bytes(Array(Self.tone.prefix(1000)), renderedFrom: marked == 1 ? SoundDigest(of: []) : nil)
        let soundEnd = 44 + 2000
        for length in 0..<bytes.count {
            let cut = Array(bytes.prefix(length))
            guard let file = try? WaveFile(cut) else { continue }
            if length < soundEnd { #expect(!SoundCheck.problems(file).isEmpty, "\(length)") }
            if length < bytes.count - 2 { #expect(file.renderedSource == nil, "\(length)") }
        }
    }

    @Test("any byte may be another one, and nothing breaks")
    func changed() {
        let bytes = WaveFile.bytes(Array(Self.tone.prefix(20)), renderedFrom: SoundDigest(of: [1]))
        for place in bytes.indices {
            for value in [UInt8](arrayLiteral: 0, 1, 0x7F, 0x80, 0xFF) {
                var other = bytes
                other[place] = value
                guard let file = try? WaveFile(other) else { continue }
                _ = SoundCheck.problems(file)
                _ = file.renderedSource
                _ = file.samples
            }
        }
    }

    @Test("clipping is a run of samples as far out as can be, on either side")
    func clipping() throws {
        var samples = Self.tone
        samples.replaceSubrange(800..<803, with: [Int16.max, .max, .max])
        #expect(SoundCheck.problems(try WaveFile(WaveFile.bytes(samples))) == [])
        samples[803] = .min
        #expect(SoundCheck.problems(try WaveFile(WaveFile.bytes(samples))) == [.clipped(atMilliseconds: 100)])
        #expect(SoundProblem.clipped(atMilliseconds: 100).description.contains("at 0.100 s"))
    }
}

@Suite("A rendered sound knows what it was made of", .timeLimit(.minutes(1)))
struct RenderMarkTests {
    private let source = SoundDigest(of: Array("eins".utf8))

    @Test("the mark is read again, and the sound is the same")
    func mark() throws {
        let file = try WaveFile(WaveFile.bytes(WaveFileTests.tone, renderedFrom: source))
        #expect(file.renderedSource == source)
        #expect(file.samples == WaveFileTests.tone)
    }

    @Test("a recording that was made of a rendered file, mark and all, is a recording")
    func changedSound() throws {
        var bytes = WaveFile.bytes(WaveFileTests.tone, renderedFrom: source)
        bytes[100] ^= 1
        #expect(try WaveFile(bytes).mark != nil)
        #expect(try WaveFile(bytes).renderedSource == nil)
    }

    @Test("another remark is no mark")
    func otherRemark() throws {
        let remark = WaveFileTests.Bytes.chunk("ICMT", Array("Recorded by a studio\0".utf8))
        let bytes = WaveFileTests.Bytes(before: WaveFileTests.Bytes.chunk("LIST", Array("INFO".utf8) + remark)).all
        #expect(try WaveFile(bytes).mark == nil)
    }
}
