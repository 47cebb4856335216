/// The 44 bytes at the beginning of a block: RFC 9636 §3.1.
struct TZifHeader {
    /// 0 for version 1, else the ASCII digit.
    let version: UInt8
    private let utIndicators: Int
    private let standardIndicators: Int
    let leapSeconds: Int
    let transitions: Int
    let types: Int
    let designationBytes: Int

    init(_ reader: inout TZifReader) throws(TZifError) {
        guard try reader.bytes(4).elementsEqual("TZif".utf8) else {
            throw TZifError("is not a file of time zone rules")
        }
        version = try reader.byte()
        guard version == 0 || (UInt8(ascii: "2")...UInt8(ascii: "9")).contains(version) else {
            throw TZifError("is of an unknown version")
        }
        try reader.skip(15)
        utIndicators = try reader.count()
        standardIndicators = try reader.count()
        leapSeconds = try reader.count()
        transitions = try reader.count()
        types = try reader.count()
        designationBytes = try reader.count()
        // A type is named by one byte.
        guard (1...256).contains(types), designationBytes > 0, [0, types].contains(utIndicators),
            [0, types].contains(standardIndicators)
        else { throw TZifError("has a header that contradicts itself") }
    }

    /// Bytes of the block behind this header, with times of `timeSize` bytes.
    func size(timeSize: Int) -> Int {
        transitions * (timeSize + 1) + types * 6 + sizeBehindTypes(timeSize: timeSize)
    }

    /// Bytes of what comes after the types: abbreviations, leap seconds, and indicators that matter to those who compile rules.
    func sizeBehindTypes(timeSize: Int) -> Int {
        designationBytes + leapSeconds * (timeSize + 4) + standardIndicators + utIndicators
    }
}
