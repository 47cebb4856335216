import VoicemailModel

/// The operator's own list of PINs that nobody may choose.
public struct PINBlocklist: Sendable, Hashable {
    /// Why a text is no such list. It never shows the line, which may be somebody's PIN.
    public struct LineError: Error, Hashable, Sendable {
        /// Counted from 1.
        public let line: Int
    }

    /// Each PIN as a number with a 1 before its digits, so that 012345 and 12345 differ.
    private let pins: Set<UInt64>

    /// The empty list.
    public init() {
        pins = []
    }

    /// Reads a list: a PIN of 6 to 10 digits on a line. What is behind a `#` is a comment; blank lines mean nothing, and
    /// neither do spaces and tabs around a PIN.
    public init(_ text: some Collection<UInt8>) throws(LineError) {
        var pins: Set<UInt64> = []
        for (index, line) in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let content = line.prefix { $0 != UInt8(ascii: "#") }
            let words = content.split {
                $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r")
            }
            guard let pin = words.first else { continue }
            guard words.count == 1, let number = Self.number(pin) else { throw LineError(line: index + 1) }
            pins.insert(number)
        }
        self.pins = pins
    }

    public var count: Int { pins.count }

    func contains(_ digits: UnsafeRawBufferPointer) -> Bool {
        !pins.isEmpty && Self.number(digits).map { pins.contains($0) } ?? false
    }

    /// Nil for what can be no PIN.
    private static func number(_ digits: some Collection<UInt8>) -> UInt64? {
        guard Limits.pinLength.contains(digits.count) else { return nil }
        var number: UInt64 = 1
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + UInt64(digit - UInt8(ascii: "0"))
        }
        return number
    }
}
