/// What the decoder found next.
public enum DecodedRequest: Sendable {
    case request(tag: Tag?, Request)
    /// Well framed, but no valid request: answered with the error, and the connection stays open. The command is known where
    /// only its arguments are wrong.
    case rejected(tag: Tag?, ReplyError, of: Command?)
    /// No request at all: answered with the error, then the connection closes. Nothing is decoded after it.
    case malformed(ReplyError, tag: Tag?)
}
