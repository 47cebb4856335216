import Glibc
import LineClient
import VoicemailModel

/// Reads a secret from the terminal without echo, or the first line of standard input when that is no terminal.
enum SecretReader {
    /// Longest secret that is read, in bytes: an encoded Argon2 string, which is far longer than any PIN.
    private static let maximumBytes = Limits.encodedHashLength.upperBound

    /// - Parameters:
    ///   - noun: what is read: `PIN`.
    ///   - isNew: whether a person is asked twice, as one who sets a new PIN without seeing it mistypes.
    static func read(_ noun: String, isNew: Bool) throws(CommandFailure) -> SecretBytes {
        let secret = try ask("\(noun): ", noun)
        guard isNew, isatty(STDIN_FILENO) == 1 else { return secret }
        let again = try ask("The same \(noun) again: ", noun)
        let isSame = secret.withUnsafeBytes { first in again.withUnsafeBytes { first.elementsEqual($0) } }
        guard isSame else { throw CommandFailure("the two are not the same, and nothing was changed: try again.") }
        return secret
    }

    private static func ask(_ prompt: String, _ noun: String) throws(CommandFailure) -> SecretBytes {
        guard var terminal = TerminalEcho(off: STDIN_FILENO) else { return try readLine(noun) {} }
        StandardError.write(prompt)
        return try readLine(noun) { terminal.waitForInput { StandardError.write(prompt) } }
    }

    /// Reads byte by byte, so that what follows the line is left to the next reader of standard input.
    private static func readLine(_ noun: String, beforeEachByte wait: () -> Void) throws(CommandFailure) -> SecretBytes
    {
        var line = WipedBuffer(capacity: maximumBytes + 1)
        while true {
            wait()
            var byte: UInt8 = 0
            let count = Glibc.read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            if count <= 0 || byte == UInt8(ascii: "\n") { break }
            guard line.append(CollectionOfOne(byte)) else {
                throw CommandFailure("the \(noun) is too long: it may have \(maximumBytes) bytes on one line.")
            }
        }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        guard line.count > 0 else {
            throw CommandFailure("no \(noun) was given: type it when asked, or put it on standard input.")
        }
        return line.secret()
    }
}
