import VoicemailModel

/// Writes a request in array form, in which nothing needs quoting.
enum RequestEncoder {
    /// Bytes beyond the arguments': `*64\r\n`, and for each argument `$4096\r\n` and `\r\n`.
    private static let framing = 8 + Limits.requestElements * 12

    static func encode(_ arguments: [LineArgument]) throws(LineClientError) -> WipedBuffer {
        guard (1...Limits.requestElements).contains(arguments.count),
            arguments.reduce(0, { $0 + $1.byteCount }) <= Limits.requestBytes
        else { throw .requestTooLong }
        var buffer = WipedBuffer(capacity: Limits.requestBytes + framing)
        var fits = buffer.append("*\(arguments.count)\r\n".utf8)
        for argument in arguments {
            switch argument {
            case .text(let text):
                fits = fits && buffer.append("$\(text.utf8.count)\r\n".utf8) && buffer.append(text.utf8)
            case .secret(let secret):
                fits = fits && buffer.append("$\(secret.count)\r\n".utf8)
                fits = secret.withUnsafeBytes { buffer.append($0) } && fits
            }
            fits = fits && buffer.append("\r\n".utf8)
        }
        guard fits else { throw .requestTooLong }
        return buffer
    }
}

extension LineArgument {
    fileprivate var byteCount: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .secret(let secret): secret.count
        }
    }
}
