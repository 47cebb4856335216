/// What a file of compiled time zone rules says: RFC 9636, "The Time Zone Information Format (TZif)".
///
/// Whatever the bytes are, reading them ends with rules or with an error. Of a file with two blocks of data (§3.1) the first,
/// with its times of 32 bits, is left out.
public struct TZifFile: Hashable, Sendable {
    /// Seconds since 1970 at which something changes, ascending.
    let transitions: [Int64]
    /// Seconds ahead of UTC from each transition on.
    let offsets: [Int]
    /// Seconds ahead of UTC before the first transition: §3.2, "local time type records".
    let firstOffset: Int
    /// What holds after the last transition; nil where it stays as it is then.
    let rule: ZoneRule?

    /// Largest file that is read, in bytes. Those of all zones there are have some 4,000 at most.
    static let maximumBytes = 1 << 18
    /// What a zone's clocks may differ from UTC, in seconds: §3.2 says that it should be more than -25 and less than 26 hours.
    static let offsetRange = -89_999...93_599

    public init(_ bytes: [UInt8]) throws(TZifError) {
        guard bytes.count <= Self.maximumBytes else { throw TZifError("is too large") }
        var reader = TZifReader(bytes)
        var header = try TZifHeader(&reader)
        var timeSize = 4
        if header.version != 0 {
            try reader.skip(header.size(timeSize: 4))
            header = try TZifHeader(&reader)
            guard header.version != 0 else { throw TZifError("has two headers of different versions") }
            timeSize = 8
        }
        guard header.leapSeconds == 0 else { throw TZifError("counts leap seconds, which clocks do not") }
        let data = try Data(header, timeSize: timeSize, &reader)
        (transitions, offsets, firstOffset) = (data.transitions, data.offsets, data.firstOffset)
        rule = header.version == 0 ? nil : try Self.footer(&reader)
    }

    /// How far the clocks are from UTC at a moment in seconds since 1970, and from when until when.
    public func period(at seconds: Int64) -> ZonePeriod {
        let next = firstTransition(after: seconds)
        guard next < transitions.count else { return lastPeriod(at: seconds) }
        return ZonePeriod(
            start: next == 0 ? .min : transitions[next - 1], end: transitions[next],
            offset: next == 0 ? firstOffset : offsets[next - 1])
    }

    /// The rule is for what is after the last transition: §3.3. That itself is the file's, whose rule should agree.
    private func lastPeriod(at seconds: Int64) -> ZonePeriod {
        guard let rule else {
            return ZonePeriod(start: transitions.last ?? .min, end: .max, offset: offsets.last ?? firstOffset)
        }
        let period = rule.period(at: seconds)
        guard let last = transitions.last, let offset = offsets.last, last >= period.start else { return period }
        if offset == period.offset { return ZonePeriod(start: last, end: period.end, offset: offset) }
        if seconds == last { return ZonePeriod(start: last, end: last + 1, offset: offset) }
        return ZonePeriod(start: last + 1, end: period.end, offset: period.offset)
    }

    /// The place of the first transition that is later; their count when there is none.
    private func firstTransition(after seconds: Int64) -> Int {
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// §3.3: between two line ends, and empty where there is no rule.
    private static func footer(_ reader: inout TZifReader) throws(TZifError) -> ZoneRule? {
        guard try reader.byte() == UInt8(ascii: "\n") else { throw TZifError("has no footer") }
        let text = try reader.line(longest: ZoneRule.longestText)
        return text.isEmpty ? nil : try ZoneRule(text)
    }
}

extension TZifFile {
    /// One block of data: §3.2.
    private struct Data {
        let transitions: [Int64]
        let offsets: [Int]
        let firstOffset: Int

        init(_ header: TZifHeader, timeSize: Int, _ reader: inout TZifReader) throws(TZifError) {
            var transitions: [Int64] = []
            for _ in 0..<header.transitions {
                let time = try reader.integer(size: timeSize)
                if let last = transitions.last, last >= time { throw TZifError("has times that do not ascend") }
                transitions.append(time)
            }
            var types: [Int] = []
            for _ in 0..<header.transitions { types.append(Int(try reader.byte())) }
            var typeOffsets: [Int] = []
            for _ in 0..<header.types {
                let offset = Int(try reader.integer(size: 4))
                guard TZifFile.offsetRange.contains(offset) else {
                    throw TZifError("is more than a day ahead of or behind UTC")
                }
                typeOffsets.append(offset)
                guard try reader.byte() <= 1, Int(try reader.byte()) < header.designationBytes else {
                    throw TZifError("has an invalid local time type")
                }
            }
            guard types.allSatisfy({ $0 < typeOffsets.count }) else {
                throw TZifError("names a local time type that it does not have")
            }
            try reader.skip(header.sizeBehindTypes(timeSize: timeSize))
            self.transitions = transitions
            offsets = types.map { typeOffsets[$0] }
            firstOffset = typeOffsets[0]
        }
    }
}
