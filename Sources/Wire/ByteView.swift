/// Bytes of a request where they are in the decoder's buffer: no copy, and never read past their end.
///
/// All unsafe memory of this room is behind this type, whose bounds are checked in release builds too: an error of ours
/// stops the process instead of showing a client the memory beside its request. A view lives no longer than the call
/// that lends the buffer's memory.
struct ByteView {
    private let memory: UnsafeMutableRawBufferPointer

    init(_ memory: UnsafeMutableRawBufferPointer) {
        self.memory = memory
    }

    var count: Int { memory.count }
    var isEmpty: Bool { memory.isEmpty }

    subscript(index: Int) -> UInt8 {
        get {
            precondition(index >= 0 && index < memory.count)
            return memory[index]
        }
        nonmutating set {
            precondition(index >= 0 && index < memory.count)
            memory[index] = newValue
        }
    }

    subscript(range: Range<Int>) -> ByteView {
        precondition(range.lowerBound >= 0 && range.upperBound <= memory.count)
        return ByteView(UnsafeMutableRawBufferPointer(rebasing: memory[range]))
    }

    /// The bytes for an initialiser that takes raw memory and keeps none of it.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(memory) }

    var isASCII: Bool {
        var union: UInt8 = 0
        for byte in memory { union |= byte }
        return union < 0x80
    }

    /// Whether the bytes are well-formed UTF-8 (RFC 3629 §4); found out without making a string of what may be a PIN.
    var isUTF8: Bool {
        guard !isASCII else { return true }
        return memory.withMemoryRebound(to: UInt8.self) { bytes in
            do {
                _ = try UTF8Span(validating: Span(_unsafeElements: UnsafeBufferPointer(bytes)))
                return true
            } catch {
                return false
            }
        }
    }

    /// Whether the bytes are `word`, which is in upper case, in any case.
    func isWord(_ word: StaticString) -> Bool {
        guard word.utf8CodeUnitCount == count else { return false }
        for index in 0..<count where self[index].uppercased != word.utf8Start[index] { return false }
        return true
    }

    /// The bytes as text that is fit to be shown: well-formed UTF-8 without control characters (C0, DEL, C1).
    var printableText: String? {
        guard let text = String(validating: bytes, as: UTF8.self),
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { return nil }
        return text
    }

    /// The bytes as a whole number written the one canonical way: no sign, no leading zero, within Int64.
    var canonicalNumber: Int64? {
        guard !isEmpty, count == 1 || self[0] != UInt8(ascii: "0") else { return nil }
        var value: Int64 = 0
        for index in 0..<count {
            guard let digit = self[index].digitValue else { return nil }
            let (product, productOverflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflows) = product.addingReportingOverflow(Int64(digit))
            guard !productOverflows, !sumOverflows else { return nil }
            value = sum
        }
        return value
    }

    func firstIndex(of byte: UInt8) -> Int? {
        memory.firstIndex(of: byte)
    }
}

extension UInt8 {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")

    /// C0 control characters and DEL.
    var isControl: Bool { self < 0x20 || self == 0x7F }

    var isBlank: Bool { self == .space || self == .tab }

    var uppercased: UInt8 {
        UInt8(ascii: "a") <= self && self <= UInt8(ascii: "z") ? self &- 32 : self
    }

    var digitValue: Int? {
        UInt8(ascii: "0") <= self && self <= UInt8(ascii: "9") ? Int(self &- UInt8(ascii: "0")) : nil
    }

    var isASCIILetter: Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(uppercased)
    }

    var hexadecimalValue: UInt8? {
        switch uppercased {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): uppercased - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
