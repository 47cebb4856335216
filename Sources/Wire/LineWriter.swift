import NIOCore
import VoicemailModel

/// Writes one reply line into memory lent by a buffer, and keeps the one promise that a client builds on: no line end within
/// the line.
///
/// A line is some twenty small pieces, so a piece must cost no more than its bytes: no capacity, uniqueness or index is looked
/// at for each. What does not fit is counted and not written; the line is then written again where it fits.
struct LineWriter {
    private let memory: UnsafeMutableRawBufferPointer
    /// Bytes of the line so far, those that did not fit included.
    private(set) var count = 0

    init(_ memory: UnsafeMutableRawBufferPointer) {
        self.memory = memory
    }

    /// What `write` writes, to be written again as it is. It is called twice where that is long.
    static func bytes(_ write: (inout LineWriter) -> Void) -> [UInt8] {
        var capacity = 256
        while true {
            var hasOverflowed = false
            let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { memory, count in
                var line = LineWriter(UnsafeMutableRawBufferPointer(memory))
                write(&line)
                capacity = line.count
                hasOverflowed = line.hasOverflowed
                count = hasOverflowed ? 0 : line.count
            }
            if !hasOverflowed { return bytes }
        }
    }

    var hasOverflowed: Bool { count > memory.count }

    @inline(__always)
    mutating func write(_ bytes: UnsafeRawBufferPointer) {
        let end = count + bytes.count
        if end <= memory.count, let source = bytes.baseAddress, let target = memory.baseAddress {
            target.advanced(by: count).copyMemory(from: source, byteCount: bytes.count)
        }
        count = end
    }

    @inline(__always)
    mutating func write(byte: UInt8) {
        if count < memory.count { memory[count] = byte }
        count += 1
    }

    /// Writes words of this program, such as ` mailbox=`.
    @inline(__always)
    mutating func write(_ words: StaticString) {
        write(UnsafeRawBufferPointer(start: words.utf8Start, count: words.utf8CodeUnitCount))
    }

    /// Writes text that is known to hold nothing that would have to be quoted.
    mutating func write(plain text: String) {
        var text = text
        text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
    }

    /// Writes a mailbox's name. The default context is left out.
    mutating func write(_ mailbox: MailboxID) {
        write(plain: mailbox.description)
    }

    mutating func write(_ language: LanguageTag) {
        write(plain: language.text)
    }

    mutating func write(_ zone: TimeZoneName) {
        write(plain: zone.name)
    }

    mutating func write(_ number: some FixedWidthInteger) {
        write(plain: String(number))
    }

    mutating func write(_ value: Bool) {
        if value { write("true") } else { write("false") }
    }

    mutating func write(_ secret: SecretBytes) {
        secret.withUnsafeBytes { write($0) }
    }

    mutating func write(_ tag: Tag) {
        tag.withBytes { write($0) }
    }

    /// Writes the value of a key, in quotes where it needs them.
    mutating func write(value: String) {
        var value = value
        value.withUTF8 { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            if bytes.isEmpty || TextScan.hasQuotedByte(bytes) { write(quoted: bytes) } else { write(bytes) }
        }
    }

    /// Writes the value of a key in quotes, as every `text` is.
    mutating func write(quoted value: String) {
        var value = value
        value.withUTF8 { write(quoted: UnsafeRawBufferPointer($0)) }
    }

    private mutating func write(quoted bytes: UnsafeRawBufferPointer) {
        write("\"")
        if TextScan.hasEscapedByte(bytes) {
            for byte in bytes {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { write("\\") }
                write(byte: byte.isControl ? .space : byte)
            }
        } else {
            write(bytes)
        }
        write("\"")
    }

    /// Writes free text to the end of the line.
    mutating func write(text: String) {
        for byte in text.utf8 { write(byte: byte.isControl ? .space : byte) }
    }

    /// Keys and values as the text of one value that is read like a line of its own: `key=value` joined by spaces, with quotes
    /// where a value needs them.
    static func pairs(_ fields: [(key: String, value: String)]) -> String {
        let bytes = Self.bytes { line in
            for (index, field) in fields.enumerated() {
                if index > 0 { line.write(" ") }
                line.write(plain: field.key)
                line.write("=")
                line.write(value: field.value)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes values that are joined by commas.
    mutating func write(list values: some Collection<String>) {
        write(value: values.joined(separator: ","))
    }
}
