import VoicemailModel

/// What Redis clients send when they connect.
extension RequestParser {
    func authenticate() throws(ReplyError) -> Request {
        try expect(1...2)
        guard count == 2 else { return .authenticate(name: ClientName.unnamed, secret: secret(at: 0), then: nil) }
        return .authenticate(name: try clientName(at: 0), secret: secret(at: 1), then: nil)
    }

    /// `[2|3 [AUTH name secret] [SETNAME name]]`. As in Redis the options come in any order; here each at most once.
    func hello() throws(ReplyError) -> Request {
        guard count > 0 else { return .hello(Hello(version: nil, form: form)) }
        // Before anything else, so that a client with another version knows why, and no attempt is counted.
        guard let number = self[0].canonicalNumber, let version = Int(exactly: number).flatMap(Hello.Version.init)
        else {
            throw .noSuchProtocol
        }
        var next = 1
        var nameIndex: Int?
        var hasName = false
        while next < count {
            if nameIndex == nil, count > next + 2, self[next].isWord("AUTH") {
                nameIndex = next + 1
                next += 3
            } else if !hasName, count > next + 1, self[next].isWord("SETNAME") {
                // What a client calls itself is of no use here, as CLIENT SETNAME is.
                hasName = true
                next += 2
            } else {
                throw usage
            }
        }
        let hello = Hello(version: version, form: form)
        guard let nameIndex else { return .hello(hello) }
        return .authenticate(
            name: try clientName(at: nameIndex), secret: secret(at: nameIndex + 1), then: hello)
    }

    func select() throws(ReplyError) -> Request {
        try expect(1...1)
        guard self[0].canonicalNumber == 0 else { throw .badValue(field: "database", "there is only database 0") }
        return .acknowledge
    }

    func client() throws(ReplyError) -> Request {
        switch count {
        case 2 where self[0].isWord("SETNAME"), 3 where self[0].isWord("SETINFO"): return .acknowledge
        default: throw usage
        }
    }

    private func clientName(at index: Int) throws(ReplyError) -> String {
        guard let name = self[index].printableText else {
            throw .badValue(field: "name", "a name is text without control characters")
        }
        return name
    }
}
