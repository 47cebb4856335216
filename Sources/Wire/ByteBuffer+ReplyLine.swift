import NIOCore
import VoicemailModel

/// The pieces of a reply line. Each keeps the one promise that a client builds on: no line end within the line.
extension ByteBuffer {
    /// Writes words of this program, such as ` mailbox=`.
    @inline(__always)
    mutating func write(_ words: StaticString) {
        writeStaticString(words)
    }

    /// Writes a mailbox's name, whose characters are never quoted. The default context is left out.
    mutating func write(_ mailbox: MailboxID) {
        writeString(mailbox.number)
        guard mailbox.context != MailboxID.defaultContext else { return }
        write("@")
        writeString(mailbox.context)
    }

    mutating func write(_ number: some BinaryInteger) {
        writeString(String(number))
    }

    mutating func write(_ value: Bool) {
        write(value ? "true" : "false")
    }

    mutating func write(_ secret: SecretBytes) {
        secret.withUnsafeBytes { _ = writeBytes($0) }
    }

    /// Writes the value of a key, in quotes where it needs them.
    mutating func writeValue(_ value: String) {
        if value.utf8.isEmpty || value.utf8.contains(where: Self.wantsQuotes) {
            writeQuoted(value)
        } else {
            writeString(value)
        }
    }

    /// Writes the value of a key in quotes, as every `text` is.
    mutating func writeQuoted(_ value: String) {
        write("\"")
        for byte in value.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { write("\\") }
            writeInteger(byte.isControl ? .space : byte)
        }
        write("\"")
    }

    /// Writes free text to the end of the line.
    mutating func writeText(_ text: String) {
        if text.utf8.contains(where: \.isControl) {
            for byte in text.utf8 { writeInteger(byte.isControl ? .space : byte) }
        } else {
            writeString(text)
        }
    }

    /// Writes values that are joined by commas.
    mutating func writeList(_ values: some Collection<String>) {
        values.isEmpty ? write("\"\"") : writeValue(values.joined(separator: ","))
    }

    private static func wantsQuotes(_ byte: UInt8) -> Bool {
        switch byte {
        case .space, UInt8(ascii: "\""), UInt8(ascii: "="), UInt8(ascii: "\\"): true
        default: byte.isControl
        }
    }
}
