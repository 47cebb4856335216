/// Reads bytes from front to end, and never beyond it.
struct TZifReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    mutating func bytes(_ count: Int) throws(TZifError) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw TZifError("ends too soon") }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func skip(_ count: Int) throws(TZifError) {
        _ = try bytes(count)
    }

    mutating func byte() throws(TZifError) -> UInt8 {
        guard let byte = rest.popFirst() else { throw TZifError("ends too soon") }
        return byte
    }

    /// A signed number of 4 or 8 bytes, the most significant first.
    mutating func integer(size: Int) throws(TZifError) -> Int64 {
        let value = try bytes(size).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return size == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
    }

    /// How many of something there are. More than bytes in the largest file is nothing to calculate with.
    mutating func count() throws(TZifError) -> Int {
        let count = try bytes(4).reduce(0) { $0 << 8 | Int($1) }
        guard count <= TZifFile.maximumBytes else { throw TZifError("says that it has more than it can have") }
        return count
    }

    /// Up to a line end, which is left out.
    mutating func line(longest: Int) throws(TZifError) -> [UInt8] {
        guard let end = rest.prefix(longest + 1).firstIndex(of: UInt8(ascii: "\n")) else {
            throw TZifError(rest.count > longest ? "has a rule that is too long" : "ends too soon")
        }
        defer { rest = rest[(end + 1)...] }
        return Array(rest[..<end])
    }
}
