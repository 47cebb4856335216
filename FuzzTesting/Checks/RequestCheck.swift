import NIOCore
import VoicemailModel
import Wire

extension FuzzCheck {
    /// The words of a request, split by zero bytes: in the array form and, quoted, in the line form they are the same
    /// request or the same error.
    public static let request = FuzzCheck(name: "request") { input, _ in
        let words = input.split(separator: 0, omittingEmptySubsequences: false)
        guard words.count <= Limits.requestElements, input.count - words.count < Limits.requestBytes else { return nil }
        let array = decode(arrayForm(words))
        guard array.count == 1 else { return "the array form is \(array.count) requests: \(array)" }
        let line = lineForm(words)
        // Quoting makes a line up to four times as long.
        guard line.count < Limits.requestBytes else { return nil }
        let lines = decode(line)
        return lines == array ? nil : "as an array \(array), as a line \(lines)"
    }

    private static func decode(_ bytes: [UInt8]) -> [String] {
        var decoder = RequestDecoder()
        var results: [String] = []
        decoder.append(ByteBuffer(bytes: bytes))
        while let decoded = decoder.next() { results.append(Rendering.text(of: decoded)) }
        if let decoded = decoder.finish() { results.append(Rendering.text(of: decoded)) }
        return results
    }

    private static func arrayForm(_ words: [ArraySlice<UInt8>]) -> [UInt8] {
        words.reduce(into: Array("*\(words.count)\r\n".utf8)) { bytes, word in
            bytes += Array("$\(word.count)\r\n".utf8) + word + Array("\r\n".utf8)
        }
    }

    private static func lineForm(_ words: [ArraySlice<UInt8>]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        var line: [UInt8] = []
        for word in words {
            line.append(UInt8(ascii: "\""))
            for byte in word {
                line += [UInt8(ascii: "\\"), UInt8(ascii: "x"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
            line += Array("\" ".utf8)
        }
        return line + Array("\r\n".utf8)
    }
}
