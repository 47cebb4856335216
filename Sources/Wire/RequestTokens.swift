/// The words of one request, each where it is in the request's bytes.
struct RequestTokens: ~Copyable {
    private struct Extent {
        var start: UInt16 = 0
        var count: UInt16 = 0
    }

    let bytes: ByteView
    /// No command takes as many (ADD with every field has eleven); what is beyond is counted and not kept.
    private var extents = InlineArray<16, Extent>(repeating: Extent())
    private(set) var count = 0
    /// Where the first quote stood. What is before it is as it came; what is behind was moved when it was unquoted.
    private(set) var quoteIndex: Int?

    init(_ bytes: ByteView) {
        self.bytes = bytes
    }

    /// Adds the token at `range`, which is well below 65,536 as every request is.
    mutating func append(_ range: Range<Int>) {
        if count < extents.count {
            extents[count] = Extent(start: UInt16(range.lowerBound), count: UInt16(range.count))
        }
        count += 1
    }

    mutating func noteQuote(at index: Int) {
        if quoteIndex == nil { quoteIndex = index }
    }

    /// Whether every token was kept.
    var isComplete: Bool { count <= extents.count }

    subscript(index: Int) -> ByteView {
        precondition(index >= 0 && index < count)
        let extent = extents[index]
        return bytes[Int(extent.start)..<Int(extent.start) + Int(extent.count)]
    }
}
