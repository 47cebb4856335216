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
        append("*\(arguments.count)\r\n".utf8, to: &buffer)
        for argument in arguments {
            append("$\(argument.byteCount)\r\n".utf8, to: &buffer)
            switch argument {
            case .text(let text): append(text.utf8, to: &buffer)
            case .secret(let secret): secret.withUnsafeBytes { append($0, to: &buffer) }
            }
            append("\r\n".utf8, to: &buffer)
        }
        return buffer
    }

    private static func append(_ bytes: some Collection<UInt8>, to buffer: inout WipedBuffer) {
        let fits = buffer.append(bytes)
        precondition(fits, "there is room for all that the limits allow")
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
