import VoicemailModel

/// The array form of a request: a RESP2 array of bulk strings.
enum ArrayForm {
    enum Framing {
        case incomplete
        /// A whole request, this many bytes long.
        case complete(length: Int)
        case malformed(StaticString)
    }

    private enum Header {
        case incomplete
        case value(Int, end: Int)
        case notCanonical
        case overLimit
    }

    /// Finds the bulk strings of the array at the start of `bytes`. Every length is held against its limit before the
    /// bytes that it announces are waited for.
    static func frame(_ bytes: ByteView, into tokens: inout RequestTokens) -> Framing {
        let elements: Int
        var position: Int
        switch header(in: bytes, at: 0, kind: UInt8(ascii: "*"), limit: Limits.requestElements) {
        case .incomplete: return .incomplete
        case .notCanonical: return .malformed("an array starts with * and its length in digits")
        case .overLimit: return .malformed("an array has at most 64 elements")
        case .value(let value, let end): (elements, position) = (value, end)
        }
        var bytesLeft = Limits.requestBytes
        for _ in 0..<elements {
            let length: Int
            switch header(in: bytes, at: position, kind: UInt8(ascii: "$"), limit: bytesLeft) {
            case .incomplete: return .incomplete
            case .notCanonical: return .malformed("an array's element starts with $ and its length in digits")
            case .overLimit: return .malformed("an array's elements have at most 4096 bytes in all")
            case .value(let value, let end): (length, position) = (value, end)
            }
            bytesLeft -= length
            let end = position + length
            if end < bytes.count, bytes[end] != .carriageReturn { return .malformed(elementEnd) }
            if end + 1 < bytes.count, bytes[end + 1] != .lineFeed { return .malformed(elementEnd) }
            guard end + 2 <= bytes.count else { return .incomplete }
            tokens.append(position..<end)
            position = end + 2
        }
        return .complete(length: position)
    }

    private static let elementEnd: StaticString = "an array's element ends with CR LF after its length"

    /// Reads `kind`, a canonical number and CR LF. Only so many digits are read as the limit has.
    private static func header(in bytes: ByteView, at start: Int, kind: UInt8, limit: Int) -> Header {
        // Nearly every number has one digit; what is behind it is looked at below only if this does not fit.
        if start + 4 <= bytes.count, bytes[start] == kind, let digit = bytes[start + 1].digitValue,
            bytes[start + 2] == .carriageReturn, bytes[start + 3] == .lineFeed, digit <= limit
        {
            return .value(digit, end: start + 4)
        }
        guard start < bytes.count else { return .incomplete }
        guard bytes[start] == kind else { return .notCanonical }
        let firstDigit = start + 1
        var index = firstDigit
        var value = 0
        while index < bytes.count {
            if let digit = bytes[index].digitValue {
                if index > firstDigit, value == 0 { return .notCanonical }
                value = value * 10 + digit
                guard value <= limit else { return .overLimit }
                index += 1
            } else {
                guard bytes[index] == .carriageReturn, index > firstDigit else { return .notCanonical }
                guard index + 1 < bytes.count else { return .incomplete }
                guard bytes[index + 1] == .lineFeed else { return .notCanonical }
                return .value(value, end: index + 2)
            }
        }
        return .incomplete
    }
}
