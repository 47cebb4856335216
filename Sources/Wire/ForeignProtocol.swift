/// Another protocol, as a line that is not a request shows it.
///
/// Web browsers, load balancers and scanners connect to whatever port they are pointed at, and send what others chose: a
/// web page its POST, a caller's device its headers. What follows such a line is not meant for vmgate, whatever it says.
public enum ForeignProtocol: String, CaseIterable, Sendable {
    case http = "HTTP"
    case proxy = "the PROXY protocol"
    case tls = "TLS"
    case sip = "SIP"
    case rtsp = "RTSP"
    case smtp = "SMTP"
    case ssh = "SSH"
    case fastAGI = "FastAGI"
    case manager = "the Asterisk Manager Interface"
    case memcached = "memcached"
    case telnet = "Telnet"
    case rsync = "rsync"

    /// What is to be done about it, behind "this looks like …".
    var advice: StaticString {
        switch self {
        case .http, .sip, .rtsp, .smtp, .ssh, .manager, .memcached, .rsync:
            "vmgate takes its own line protocol and RESP arrays here, and ignores the rest of this connection"
        case .proxy: "this port does not take it; turn it off at the load balancer for this port"
        case .tls: "this port does not speak it; listen.tls names ports that do"
        case .fastAGI: "this port does not speak it; point agi:// at a FastAGI server"
        case .telnet: "this port does not speak it; use nc, or a raw connection"
        }
    }

    /// The protocol that `line` has the shape of, when it has one. `line` is known to be no valid request.
    ///
    /// Whether it is text that a person mistyped is not told from one line: shapes are those that no one types by chance.
    init?(line: ByteView) {
        let words = LineWords(line)
        guard let first = words.first else { return nil }
        if let named = Self.byVersion(words, first) ?? Self.byHeader(first) ?? Self.byCommand(words, first) {
            self = named
        } else {
            return nil
        }
    }

    /// The protocol of bytes that are no line at all: of the first of them on a line, and of what comes before it.
    ///
    /// - Parameter blankBytes: bytes of the blank lines with which the connection began, when nothing else came before.
    init?(control byte: UInt8, afterBlankBytes blankBytes: Int?) {
        switch byte {
        // A handshake record (RFC 8446 §5.1).
        case 22: self = .tls
        // Version 2 of the PROXY protocol begins with CR LF CR LF NUL.
        case 0 where blankBytes == 4: self = .proxy
        default: return nil
        }
    }

    // MARK: Shapes

    /// `GET /path HTTP/1.1`, `INVITE sip:1001@acme SIP/2.0`, and the first lines of replies.
    private static func byVersion(_ words: LineWords, _ first: ByteView) -> ForeignProtocol? {
        if let named = versioned(first) { return named }
        guard words.count >= 2, let last = words.last else { return nil }
        if words.count >= 3, let named = versioned(last) { return named }
        guard let target = words.second, methods.contains(where: { first.isWord($0) }) else { return nil }
        return target[0] == UInt8(ascii: "/") || target.starts(with: "HTTP") ? .http : nil
    }

    /// A protocol's name, a slash and a version.
    private static func versioned(_ word: ByteView) -> ForeignProtocol? {
        for (name, named) in [("HTTP", ForeignProtocol.http), ("SIP", .sip), ("RTSP", .rtsp), ("ICY", .http)]
            as [(StaticString, ForeignProtocol)]
        {
            let slash = name.utf8CodeUnitCount
            guard word.count > slash + 1, word.starts(with: name), word[slash] == UInt8(ascii: "/"),
                word[slash + 1].digitValue != nil
            else { continue }
            return named
        }
        return nil
    }

    /// Methods of RFC 9110 §9 and RFC 5789.
    private static let methods: [StaticString] = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
    ]

    /// `Host: …`: a field name (RFC 9110 §5.1) with its colon. No command and no tag has one.
    private static func byHeader(_ first: ByteView) -> ForeignProtocol? {
        guard let colon = first.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return nil }
        let name = first[0..<colon]
        guard name.bytes.allSatisfy({ isTokenCharacter($0) }) else { return nil }
        if name.starts(with: "AGI_") { return .fastAGI }
        return name.isWord("ACTION") ? .manager : .http
    }

    /// `tchar` of RFC 9110 §5.6.2.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        byte.isASCIILetter || byte.digitValue != nil || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }

    /// First lines that are words of another protocol.
    private static func byCommand(_ words: LineWords, _ first: ByteView) -> ForeignProtocol? {
        if first.isWord("PROXY") { return .proxy }
        if first.starts(with: "SSH-") { return .ssh }
        if first.starts(with: "@RSYNCD:") { return .rsync }
        if first[0] == 0xFF { return .telnet }
        if ["EHLO", "HELO", "LHLO"].contains(where: { first.isWord($0) }) { return .smtp }
        guard let second = words.second else { return nil }
        if first.isWord("MAIL"), second.starts(with: "FROM:") { return .smtp }
        if first.isWord("RCPT"), second.starts(with: "TO:") { return .smtp }
        return isMemcachedStorage(words, first) ? .memcached : nil
    }

    /// `set key flags exptime bytes [cas] [noreply]`: a line of data follows, which is not to be run.
    private static func isMemcachedStorage(_ words: LineWords, _ first: ByteView) -> Bool {
        let names: [StaticString] = ["SET", "ADD", "REPLACE", "APPEND", "PREPEND", "CAS"]
        guard (5...7).contains(words.count), names.contains(where: { first.isWord($0) }) else { return false }
        return (2..<5).allSatisfy { index in words[index].map { $0.canonicalNumber != nil } ?? false }
    }
}

/// The words of a line as they stand there, with no meaning given to quotes.
private struct LineWords {
    private var kept: [ByteView] = []
    private(set) var count = 0
    private(set) var last: ByteView?

    /// The most words that a shape looks at.
    private static let keptCount = 5

    init(_ line: ByteView) {
        var index = 0
        while index < line.count {
            while index < line.count, line[index].isBlank { index += 1 }
            let start = index
            while index < line.count, !line[index].isBlank { index += 1 }
            guard index > start else { return }
            let word = line[start..<index]
            if kept.count < Self.keptCount { kept.append(word) }
            last = word
            count += 1
        }
    }

    subscript(index: Int) -> ByteView? { index < kept.count ? kept[index] : nil }
    var first: ByteView? { self[0] }
    var second: ByteView? { self[1] }
}

extension ByteView {
    /// Whether the bytes begin with `word`, which is in upper case, in any case.
    fileprivate func starts(with word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        return count >= length && self[0..<length].isWord(word)
    }
}
